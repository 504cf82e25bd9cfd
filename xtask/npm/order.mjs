// node order.mjs FROM TO: puts the functions of a WebAssembly module where they cost least to transfer.
//
// What repeats close by costs a compressor less than what repeats far away, and generic code repeats a lot. So after each
// function comes the one that is most like it.

import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";

// Functions are alike by the runs of so many bytes that both have. Runs that more functions than this have tell little and
// would take long to compare.
const RUN = 4;
const COMMON = 1500;

// https://webassembly.github.io/spec/core/binary/modules.html, and the appendix about the section of names.
const HEADER = 8;
const CUSTOM = 0;
const IMPORTS = 2;
const CODE = 10;
const FUNCTION_NAMES = 1;

/** Reads numbers, and bytes that have their number before them. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** An unsigned LEB128. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  sized() {
    const size = this.number();
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
}

/** `number` as an unsigned LEB128. */
function leb128(number) {
  const bytes = [];
  for (; number >= 0x80; number >>>= 7) bytes.push((number & 0x7f) | 0x80);
  return Buffer.from([...bytes, number]);
}

const sized = (bytes) => Buffer.concat([leb128(bytes.length), bytes]);

/** What stands in each section that a module has once. */
function sectionsOf(module) {
  const reader = new Reader(module, HEADER);
  const sections = new Map();
  while (reader.at < module.length) sections.set(module[reader.at++], reader.sized());
  return sections;
}

/** How many functions are imported: they are numbered before the module's own. */
function importsIn(section) {
  const reader = new Reader(section);
  const count = reader.number();
  for (let import_ = 0; import_ < count; import_ += 1) {
    reader.sized();
    reader.sized();
    if (section[reader.at++] !== 0) throw new Error("something other than a function is imported");
    reader.number();
  }
  return count;
}

function bodiesIn(section) {
  const reader = new Reader(section);
  return Array.from({ length: reader.number() }, () => reader.sized());
}

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

/** A section of names by which the functions stand in this order. */
function namesFor(order, imports) {
  const places = new Map(order.map((number, place) => [number, place]));
  const names = order.map((_, number) => {
    const name = Buffer.from(String(places.get(number)).padStart(8, "0"));
    return Buffer.concat([leb128(imports + number), sized(name)]);
  });
  const functions = sized(Buffer.concat([leb128(names.length), ...names]));
  const section = Buffer.concat([sized(Buffer.from("name")), Buffer.from([FUNCTION_NAMES]), functions]);
  return Buffer.concat([Buffer.from([CUSTOM]), sized(section)]);
}

const [from, to] = process.argv.slice(2);
const module = await readFile(from);
const sections = sectionsOf(module);
const order = byLikeness(bodiesIn(sections.get(CODE)));
await writeFile(to, Buffer.concat([module, namesFor(order, importsIn(sections.get(IMPORTS)))]));
execFileSync("node_modules/.bin/wasm-opt", ["--reorder-functions-by-name", to, "-o", to]);
