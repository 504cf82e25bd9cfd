console.log(new Error('here').stack);
console.trace('trace');
Error.stackTraceLimit = 50;
console.log(new Error('deep').stack);
(function f() { f(); })();
