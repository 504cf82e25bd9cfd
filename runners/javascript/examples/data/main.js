// Read climate.csv, which lies beside this file, and draw it.

const fs = require("node:fs");

const [, ...rows] = fs.readFileSync("climate.csv", "utf8").trimEnd().split("\n");
const months = rows.map((row) => {
  const [name, temperature, rain] = row.split(",");
  return { name, temperature: Number(temperature), rain: Number(rain) };
});

console.log("Seoul in an average year");
console.log("One block is 25 mm of rain");
console.log();

for (const { name, temperature, rain } of months) {
  const bar = "█".repeat(Math.max(1, Math.floor(rain / 25)));
  console.log(`${name} ${temperature.toFixed(1).padStart(5)} °C ${bar} ${rain.toFixed(1)}`);
}

const sorted = months.toSorted((a, b) => a.temperature - b.temperature);
const [coldest, warmest] = [sorted.at(0), sorted.at(-1)];
const total = months.reduce((sum, { rain }) => sum + rain, 0);

console.log();
console.log(`Coldest: ${coldest.name} with ${coldest.temperature.toFixed(1)} °C`);
console.log(`Warmest: ${warmest.name} with ${warmest.temperature.toFixed(1)} °C`);
console.log(`Rain in all: ${total.toFixed(1)} mm`);
