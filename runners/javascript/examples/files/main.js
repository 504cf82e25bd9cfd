// Write a table to a file, read it back, and add it up.
// Files that a program writes can be opened and downloaded after the run.

const fs = require("node:fs");

const shopping = [
  { item: "kimbap", count: 3, price: 3500 },
  { item: "banana milk", count: 2, price: 1700 },
  { item: "mandarin", count: 12, price: 400 },
];

const lines = shopping.map(({ item, count, price }) => [item, count, price].join(","));
fs.writeFileSync("receipt.csv", ["item,count,price", ...lines, ""].join("\n"));

console.log(`Wrote receipt.csv: ${fs.statSync("receipt.csv").size} bytes`);
console.log();

let total = 0;
const [, ...rows] = fs.readFileSync("receipt.csv", "utf8").trimEnd().split("\n");
for (const row of rows) {
  const [item, count, price] = row.split(",");
  const cost = count * price;
  total += cost;
  console.log(`${item.padEnd(12)} ${count.padStart(2)} x ${price.padStart(5)} = ${String(cost).padStart(6)}`);
}

console.log(`${"total".padEnd(12)} ${String(total).padStart(18)}`);

fs.writeFileSync("total.txt", `${total} won\n`);
console.log();
console.log("Files here:", fs.readdirSync(".").filter((name) => /\.(csv|txt)$/.test(name)).join(", "));
