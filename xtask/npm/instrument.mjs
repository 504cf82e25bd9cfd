// node instrument.mjs FROM TO GLUE FUNCTIONS: makes each function of a WebAssembly module tell that it runs, for `cargo xtask
// profile`. The page then has the numbers of those that ran in `ran`; FUNCTIONS says, a line each, what they are known by.

import { readFile, writeFile } from "node:fs/promises";

import { functionNames, withFunctionNames } from "./binary.mjs";
import { assemble, disassemble } from "./binaryen.mjs";
import { identity } from "./rest.mjs";
import { parts, taken } from "./text.mjs";

const [from, to, glueFile, functions] = process.argv.slice(2);
const module = await readFile(from);
const names = functionNames(module);
await writeFile(functions, names.map((name) => `${name === undefined ? "" : identity(name)}\n`).join(""));
const text = parts(disassemble(withFunctionNames(module, names.map((_, number) => `f${number}`))));
const func = text.func.map((func) => {
  const { name, signature, code } = taken(func);
  const [, locals, body] = /^((?: {2}\(local .*\)\n)*)([^]*)$/.exec(code);
  return ` (func ${name}${signature}\n${locals}  (call $ran (i32.const ${name.slice(2)}))\n${body} )`;
});
const RAN = ' (import "./madang_bg.js" "ran" (func $ran (param i32)))';
const { type, import: imports, ...own } = text;
assemble(`(module\n${[...type, ...imports, RAN, ...Object.values({ ...own, func }).flat()].join("\n")}\n)\n`, to);
const glue = await readFile(glueFile, "utf8");
await writeFile(glueFile, glue.replace("const import0 = {", "const import0 = { ran: (number) => (globalThis.ran ??= new Set()).add(number),"));
