// The gate of an interpreter that is booted ahead of its program: preloaded, it waits before Node opens
// the program, then takes back the traces of having been there.
'use strict';

const fs = require('fs');

let gate;
try {
  gate = fs.openSync('/run/madang/gate', 'r');
} catch {
  // Nobody waits for this one.
}
if (gate !== undefined) {
  fs.readSync(gate, Buffer.alloc(1));
  fs.closeSync(gate);
  process.chdir('/home/runner');
}
delete require.cache[__filename];
// A worker runs what is preloaded once more, and has the arguments that are left.
const index = process.execArgv.indexOf(__filename);
if (index > 0) {
  process.execArgv.splice(index - 1, 2);
}
