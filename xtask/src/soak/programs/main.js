const terminal = require('node:readline/promises').createInterface({ input: process.stdin });
process.stdout.write('? ');
terminal.once('line', (line) => {
  for (let number = 0; number < LINES; number++) console.log(`${line} ${number}`);
  terminal.close();
});
