setImmediate(() => console.log('immediate'));
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('promise'));
queueMicrotask(() => console.log('microtask'));
setTimeout(() => console.log('timeout'), 5);
process.on('beforeExit', () => console.log('before exit'));
process.on('exit', () => console.log('exit', process.listenerCount('exit'), process.eventNames()));
console.log('sync');
