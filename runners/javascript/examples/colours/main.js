// Colours and a progress bar: a terminal obeys short codes between the words.

const { setTimeout: sleep } = require("node:timers/promises");

const ESC = "\x1b[";
const RESET = `${ESC}0m`;
const WIDTH = 36;

function coloured(text, [red, green, blue]) {
  return `${ESC}38;2;${red};${green};${blue}m${text}${RESET}`;
}

/** A colour for a place between 0 and 1: three waves, a third apart. */
function rainbow(place) {
  return [0, 1, 2].map((third) => Math.round(128 + 100 * Math.sin(2 * Math.PI * (place + third / 3))));
}

function stripe(sign, from, to) {
  let text = "";
  for (let column = from; column < to; column++) text += coloured(sign, rainbow(column / WIDTH));
  return text;
}

async function main() {
  const styles = { 1: "bold", 3: "italic", 4: "underlined", 7: "reversed" };
  console.log(Object.entries(styles).map(([code, name]) => `${ESC}${code}m${name}${RESET}`).join("  "));

  console.log(stripe("█", 0, WIDTH));
  console.log();

  const length = WIDTH - 6;
  for (let percent = 0; percent <= 100; percent++) {
    const filled = Math.floor((length * percent) / 100);
    const bar = stripe("━", 0, filled) + "─".repeat(length - filled);
    // A carriage return goes back to the line's start: the next bar is drawn over the last.
    process.stdout.write(`\r${String(percent).padStart(3)}% ${bar}`);
    await sleep(20);
  }

  console.log();
  console.log(coloured("Done!", [46, 160, 67]));
}

main();
