import os from 'node:os';
const text = await Promise.resolve(os.EOL === '\n');
console.log(text, import.meta.url);
