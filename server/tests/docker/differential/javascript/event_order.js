setImmediate(() => console.log('immediate'));
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('promise'));
queueMicrotask(() => console.log('microtask'));
// Only after input are timers and immediates in an order that does not depend on how long starting took.
require('fs').stat('.', () => {
  setTimeout(() => console.log('timeout'));
  setImmediate(() => console.log('immediate after input'));
});
process.on('beforeExit', () => console.log('before exit'));
process.on('exit', () => console.log('exit', process.listenerCount('exit'), process.eventNames()));
console.log('sync');
