// Binaryen's programs, which npm brings: https://github.com/WebAssembly/binaryen

import { execFileSync } from "node:child_process";

// A module that was text does not say what it needs of a browser: this is what Rust's standard library is compiled for.
const FEATURES = [
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-multivalue",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-sign-ext",
];

const run = (program, options, input) =>
  execFileSync(`node_modules/.bin/${program}`, [...FEATURES, ...options], { input, maxBuffer: 2 ** 28, encoding: "utf8" });

/** What wasm-opt prints. */
export const wasmOpt = (options) => run("wasm-opt", options);

/** A module as text. */
export const disassemble = (module) => run("wasm-dis", ["-"], module);

/** Makes a module's file of its text. */
export const assemble = (text, file) => run("wasm-as", ["-", "-o", file], text);
