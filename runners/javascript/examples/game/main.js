// Snake: steer with the arrow keys, eat, and do not bite yourself. q quits.

const readline = require("node:readline");

const [WIDTH, HEIGHT] = [18, 14];
const WAYS = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] };
const LETTERS = { w: "up", s: "down", a: "left", d: "right" };
const GREEN = "\x1b[32m██\x1b[0m";
const BRIGHT = "\x1b[92m██\x1b[0m";
const FOOD = "\x1b[91m●\x1b[0m ";

let snake = [[4, 7], [3, 7], [2, 7]];
let way = "right";
// Turns that are not done yet: two quick keys are two turns.
let turns = [];
let food = placeFood();
let score = 0;
let timer;

function isAt([x, y], [otherX, otherY]) {
  return x === otherX && y === otherY;
}

function placeFood() {
  for (;;) {
    const place = [Math.floor(Math.random() * WIDTH), Math.floor(Math.random() * HEIGHT)];
    // Not in the snake's first way, so that the beginning is the same for everybody.
    if (place[1] !== 7 && !snake.some((part) => isAt(part, place))) return place;
  }
}

function draw() {
  const edge = "─".repeat(WIDTH * 2);
  const lines = [`Snake   Score ${score}`, `┌${edge}┐`];
  for (let y = 0; y < HEIGHT; y++) {
    let line = "";
    for (let x = 0; x < WIDTH; x++) {
      const part = snake.findIndex((place) => isAt(place, [x, y]));
      line += part === 0 ? BRIGHT : part > 0 ? GREEN : isAt(food, [x, y]) ? FOOD : "  ";
    }
    lines.push(`│${line}│`);
  }
  lines.push(`└${edge}┘`, "Arrows or w a s d steer, q quits.");
  // From the top left corner, over the last picture.
  process.stdout.write(`\x1b[H${lines.join("\x1b[K\n")}\x1b[J\n`);
}

function step() {
  way = turns.shift() ?? way;
  const [dx, dy] = WAYS[way];
  const head = [snake[0][0] + dx, snake[0][1] + dy];
  const [x, y] = head;
  const outside = x < 0 || y < 0 || x >= WIDTH || y >= HEIGHT;
  // The tail moves on, so its place is free by then.
  if (outside || snake.slice(0, -1).some((part) => isAt(part, head))) return end("Ouch!");
  snake.unshift(head);
  if (isAt(head, food)) {
    score++;
    food = placeFood();
  } else {
    snake.pop();
  }
  draw();
  timer = setTimeout(step, Math.max(70, 180 - 4 * score));
}

function steer(wanted) {
  const last = turns.at(-1) ?? way;
  // Not to the side it comes from: that is its own neck.
  const isTurn = (WAYS[wanted][0] === 0) !== (WAYS[last][0] === 0);
  if (isTurn && turns.length < 3) turns.push(wanted);
}

function end(words) {
  clearTimeout(timer);
  process.stdin.setRawMode(false);
  process.stdin.pause();
  console.log(`\x1b[?25h${words} Your score: ${score}`);
}

if (!process.stdin.isTTY) {
  console.error("This game needs a terminal: choose it in the settings.");
  process.exit(1);
}

readline.emitKeypressEvents(process.stdin);
// Keys come one by one and unseen. Ctrl-C is a key as well.
process.stdin.setRawMode(true);
process.stdin.on("keypress", (text, key) => {
  const name = LETTERS[key.name] ?? key.name;
  if (name === "q" || (key.ctrl && name === "c")) end("Bye!");
  else if (name in WAYS) steer(name);
});

process.stdout.write("\x1b[2J\x1b[?25l");
draw();
timer = setTimeout(step, 500);
