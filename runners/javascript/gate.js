// The gate of an interpreter that is booted ahead of its program: preloaded, it waits before Node opens
// the program, then takes back the traces of having been there.
'use strict';

const fs = require('fs');

// Parts of Node itself that programs with a terminal begin with. They are loaded on first use, and it takes longer
// than all else that Node does for a short program.
const PARTS = ['tty', 'readline', 'readline/promises', 'util', 'timers/promises', 'fs/promises'];

const GATE = '/run/madang/gate';

// Without it, nobody waits for this one.
if (fs.existsSync(GATE)) {
  // Before the gate is opened for reading, as that says that everything is ready.
  PARTS.forEach((part) => require(part));
  const gate = fs.openSync(GATE, 'r');
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
