console.log(process.argv, process.execArgv, process.argv0, process.execPath, process.title);
console.log(require.main === module, module.id, module.filename, module.children.length, module.parent, __filename, __dirname, module.paths);
