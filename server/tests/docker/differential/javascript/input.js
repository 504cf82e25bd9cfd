const readline = require('readline');
const rl = readline.createInterface({ input: process.stdin, output: process.stdout });
rl.question('name?> ', (name) => {
  console.log('hello', name);
  rl.question('age?> ', (age) => {
    console.log(Number(age) + 1);
    rl.close();
  });
});
