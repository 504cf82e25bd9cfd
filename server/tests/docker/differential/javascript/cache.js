console.log(Object.keys(require.cache), Object.keys(process.env).sort().map((k) => [k, process.env[k]]));
console.log(Object.getOwnPropertyNames(globalThis).filter((n) => !/^[A-Z]/.test(n)));
console.log(process.moduleLoadList.filter((n) => !n.startsWith('Internal') && !n.startsWith('NativeModule internal')).length > 0);
