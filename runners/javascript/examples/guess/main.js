// Guess the number. Halving what is left always gets there in seven.

const { randomInt } = require("node:crypto");
const readline = require("node:readline/promises");

async function main() {
  const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
  const secret = randomInt(1, 101);
  let [low, high] = [1, 100];
  let guesses = 0;

  console.log("I am thinking of a number between 1 and 100.");

  for (;;) {
    const answer = (await terminal.question(`Your guess (${low} to ${high}): `)).trim();
    if (!/^\d+$/.test(answer)) {
      console.log("  Digits only, please.");
      continue;
    }
    const guess = Number(answer);
    guesses++;
    if (guess === secret) break;
    if (guess < secret) {
      console.log("  Too low.");
      low = Math.max(low, guess + 1);
    } else {
      console.log("  Too high.");
      high = Math.min(high, guess - 1);
    }
  }
  terminal.close();

  console.log(`Yes, it was ${secret}! You needed ${guesses} ${guesses === 1 ? "guess" : "guesses"}.`);
  console.log(guesses <= 7 ? "That was quick!" : "Tip: always guess the middle of what is left.");
}

main();
