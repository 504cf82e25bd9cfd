console.log(this === module.exports, globalThis === global, typeof window, arguments.length, exports === module.exports);
var x = 1; console.log(globalThis.x, process.listenerCount('exit'), process.eventNames(), process._getActiveHandles().length);
console.log(require.extensions && Object.keys(require.extensions), require('module').globalPaths, require.resolve.paths('x'));
