// node split.mjs FROM FIRST REST GLUE: divides a WebAssembly module into what a page needs until a program has run, and the
// rest, which is fetched while nobody waits for it.
//
// Where the first module calls a function of the rest, or tells its place in a table, a stub of the same type stands in: it
// calls the function through a table that the rest fills when it comes. What is called before that has the rest
// fetched at once (`complete.js`), so it is never wrong where a function is, only late. The rest shares memory and tables.

import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

import { functionNames, withFunctionNames } from "./binary.mjs";
import { assemble, disassemble } from "./binaryen.mjs";
import { identity, listed } from "./rest.mjs";
import { parts, taken } from "./text.mjs";

const [from, first, rest, glueFile] = process.argv.slice(2);
const named = await readFile(from);
const known = await listed();
const names = functionNames(named);
const numbered = withFunctionNames(named, names.map((_, number) => `f${number}`));
const text = parts(disassemble(numbered));
const functions = text.func.map((func) => ({ text: func, ...taken(func) }));
const [later, early] = [[], []];
for (const func of functions) {
  const name = names[Number(func.name.slice("$f".length))];
  (name !== undefined && known.has(identity(name)) ? later : early).push(func);
}
// All would come first, unnoticed but for the budgets.
if (later.length === 0) throw new Error("frontend/rest.txt names no function of this module");

/** The names of this kind in a text. */
const mentioned = (texts, name) => new Set(texts.flatMap((text) => text.match(name) ?? []));
const FUNCTION = /\$f\d+\b/g;

// The stubs.
const reached = mentioned([...text.elem, ...text.export, ...early.map(({ code }) => code)], FUNCTION);
const stubbed = later.filter(({ name }) => reached.has(name));
const unnamed = (signature) => signature.replaceAll(/\$\d+ /g, "");
const stubs = stubbed.map(({ name, signature }, place) => {
  const given = (signature.match(/\$\d+/g) ?? []).map((parameter) => `(local.get ${parameter})`).join(" ");
  return ` (func ${name}${signature}
  (call $complete)
  (call_indirect $rest${unnamed(signature)} ${given} (i32.const ${place}))
 )`;
});
const COMPLETE = ` (func $complete
  (if (ref.is_null (table.get $rest (i32.const 0))) (then (call $load)))
 )`;

// What the rest takes from the first module.
const used = mentioned(later.map(({ code }) => code), /\$f\d+\b|\$fimport\$\d+|\$global\$\d+/g);
const shared = [
  ...text.memory.map((memory) => ["memory", "$0", memory.trim()]),
  ...text.table.map((table) => ["table", table.split(" ")[2], table.trim()]),
  ["table", "$rest", `(table $rest ${stubs.length} ${stubs.length} funcref)`],
  ...text.global
    .map((global) => /^ \(global (\S+) (\(mut \w+\)|\w+)/.exec(global))
    .filter(([, name]) => used.has(name))
    .map(([, name, type]) => ["global", name, `(global ${name} ${type})`]),
  ...early.filter(({ name }) => used.has(name)).map(({ name, signature }) => ["func", name, `(func ${name}${signature})`]),
];
const exports = shared.map(([kind, name], number) => ` (export "${number}" (${kind} ${name}))`);
const own = [...text.global, ...text.memory, ...text.data, ...text.table, ` ${shared.find(([, name]) => name === "$rest")[2]}`];
const tables = [...text.elem, ...text.export, ...exports];
const LOAD = ' (import "rest" "load" (func $load))';
const write = (parts, file) => assemble(`(module\n${parts.join("\n")}\n)\n`, file);
write([...text.type, ...text.import, LOAD, ...own, ...tables, ...early.map(({ text }) => text), ...stubs, COMPLETE], first);

// A rest of another build has another name for the first module, and so cannot be joined to this one.
const together = createHash("sha256").update(await readFile(first)).digest("hex").slice(0, 8);
const imports = [
  ...text.import.filter((line) => used.has(line.match(/\$fimport\$\d+/)?.[0])),
  ...shared.map(([, , type], number) => ` (import "${together}" "${number}" ${type})`),
];
const elements = ` (elem (table $rest) (i32.const 0) func ${stubbed.map(({ name }) => name).join(" ")})`;
write([...text.type, ...imports, elements, ...later.map(({ text }) => text)], rest);

const glue = await readFile(glueFile, "utf8");
const OBJECTS = /return \{(?= \w+: \{ \.\.\.import)/;
if (!OBJECTS.test(glue)) throw new Error(`${glueFile} has no place for one more import: does names.mjs write it otherwise?`);
const complete = (await readFile("complete.js", "utf8")).replace("TOGETHER", together);
await writeFile(glueFile, glue.replace(OBJECTS, "return { rest: { load },") + complete);
