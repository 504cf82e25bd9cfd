const rl = require('readline/promises').createInterface({ input: process.stdin });
process.stdout.write('?> ');
rl.question('').then((answer) => {
  console.log(JSON.stringify(answer));
  process.exit(2);
});
