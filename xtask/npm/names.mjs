// node names.mjs FROM TO GLUE: gives what a WebAssembly module imports and exports short names, in the module and in the
// JavaScript that wasm-bindgen wrote for it. Each of its own names ends in a hash, which no compressor makes smaller.

import { readFile, writeFile } from "node:fs/promises";

import { wasmOpt } from "./binaryen.mjs";

const [from, to, glueFile] = process.argv.slice(2);
const { imports, exports } = JSON.parse(wasmOpt(["--minify-imports-and-exports-and-modules", "--debuginfo", from, "-o", to]));
// All imports come from one module now.
const [{ module: only }] = WebAssembly.Module.imports(new WebAssembly.Module(await readFile(to)));
let glue = await readFile(glueFile, "utf8");

/** Replaces what is found, which has to be there: a name that is missed would fail in the browser only. */
function replace(pattern, replacement) {
  if (glue.search(pattern) < 0) throw new Error(`${pattern} is not in ${glueFile}: does wasm-bindgen write it otherwise?`);
  // A name may have a `$`, which means something where the replacement is a text.
  glue = glue.replace(pattern, replacement);
}

const exported = new Map(exports);
replace(/(?<=\bwasm\.)\w+/g, (name) => exported.get(name) ?? name);

// What wasm-bindgen wrote itself stands in one object, what other modules give is taken from each.
const OWN = "./madang_bg.js";
const elsewhere = [];
for (const [module, name, short] of imports)
  if (module === OWN) replace(new RegExp(`(?<=^ {8})${name}(?=: function)`, "m"), () => short);
  else elsewhere.push(`${short}: ${glue.match(new RegExp(`"${module}": (\\w+),`))[1]}.${name}`);
const OBJECTS = /return \{\n {8}__proto__: null,\n {8}"\.\/madang_bg\.js": (\w+),[^}]*\};/;
replace(OBJECTS, (_, own) => `return { ${only}: { ...${own}, ${elsewhere.join(", ")} } };`);
await writeFile(glueFile, glue);
