// node order.mjs FROM TO: puts the functions of a WebAssembly module where they cost least to transfer.
//
// What repeats close by costs a compressor less than what repeats far away, and generic code repeats a lot. So after each
// function comes the one that is most like it.

import { readFile, writeFile } from "node:fs/promises";

import { functionBodies, withFunctionNames } from "./binary.mjs";
import { wasmOpt } from "./binaryen.mjs";

// Functions are alike by the runs of so many bytes that both have. Runs that more functions than this have tell little and
// would take long to compare.
const RUN = 4;
const COMMON = 1500;

function runsOf(body) {
  const runs = new Set();
  for (let at = 0; at + RUN <= body.length; at += 1) runs.add(body.readUInt32LE(at));
  return runs;
}

/** The numbers of the functions, each followed by the most like it of those left; by the largest where none is like it. */
function byLikeness(bodies) {
  const runs = bodies.map(runsOf);
  const holders = new Map();
  runs.forEach((held, number) => {
    for (const run of held) holders.has(run) ? holders.get(run).push(number) : holders.set(run, [number]);
  });
  for (const [run, { length }] of holders) if (length === 1 || length >= COMMON) holders.delete(run);
  const telling = runs.map((held) => [...held].filter((run) => holders.has(run)));
  const largestFirst = bodies.map((_, number) => number).sort((a, b) => bodies[b].length - bodies[a].length);
  const left = new Set(largestFirst);
  const order = [];
  let last = largestFirst[0];
  while (last !== undefined) {
    order.push(last);
    left.delete(last);
    const shared = new Map();
    for (const run of telling[last])
      for (const other of holders.get(run)) if (left.has(other)) shared.set(other, (shared.get(other) ?? 0) + 1);
    let [next, most] = [undefined, 0];
    for (const [other, count] of shared) {
      const likeness = count / (telling[other].length + telling[last].length);
      if (likeness > most) [next, most] = [other, likeness];
    }
    [last] = next === undefined ? left : [next];
  }
  return order;
}

const [from, to] = process.argv.slice(2);
const module = await readFile(from);
// wasm-opt can put functions in the order of their names.
const names = [];
byLikeness(functionBodies(module)).forEach((number, place) => (names[number] = String(place).padStart(8, "0")));
await writeFile(to, withFunctionNames(module, names));
wasmOpt(["--reorder-functions-by-name", to, "-o", to]);
