// Ask, and be kind about the answers.

const readline = require("node:readline/promises");

const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });

async function askAge() {
  for (;;) {
    const answer = (await terminal.question("How old are you? ")).trim();
    const age = Number(answer);
    if (answer === "" || !Number.isInteger(age)) {
      console.log(`  '${answer}' is not a whole number. Try digits, like 17.`);
    } else if (age < 0 || age > 130) {
      console.log("  Between 0 and 130, please.");
    } else {
      return age;
    }
  }
}

async function main() {
  const name = (await terminal.question("What is your name? ")).trim() || "friend";
  const age = await askAge();
  terminal.close();

  console.log();
  console.log(`Hello, ${name}!`);
  console.log(`You have lived about ${(age * 365).toLocaleString("en")} days,`);
  console.log(`and in ten years you will be ${age + 10}.`);
}

main();
