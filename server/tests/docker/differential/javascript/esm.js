import fs from 'node:fs';
import { createRequire } from 'node:module';
console.log(import.meta.url, import.meta.filename, import.meta.dirname, import.meta.resolve('./x.js'));
const value = await Promise.resolve(5);
console.log(value, typeof require, typeof module, this, process.argv, process.execArgv, fs.existsSync('main.js'));
console.log(Object.keys(createRequire(import.meta.url).cache));
throw new Error('from a module');
