// node names.mjs FROM TO GLUE: gives what a WebAssembly module imports and exports short names, in the module and in the
// JavaScript that wasm-bindgen wrote for it. Each of its own names ends in a hash, which no compressor makes smaller.

import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";

const [from, to, glueFile] = process.argv.slice(2);
const renamed = execFileSync("node_modules/.bin/wasm-opt", ["--minify-imports-and-exports-and-modules", from, "-o", to]);
const { imports, exports } = JSON.parse(renamed);
// All imports come from one module now.
const [{ module: only }] = WebAssembly.Module.imports(new WebAssembly.Module(await readFile(to)));
let glue = await readFile(glueFile, "utf8");

/** Replaces what is found, which has to be there: a name that is missed would fail in the browser only. */
function replace(pattern, replacement) {
  const before = glue;
  glue = glue.replace(pattern, replacement);
  if (glue === before) throw new Error(`${pattern} is not in ${glueFile}: does wasm-bindgen write it otherwise?`);
}

const exported = new Map(exports);
replace(/\bwasm\.(\w+)/g, (text, name) => (exported.has(name) ? `wasm.${exported.get(name)}` : text));

// What wasm-bindgen wrote itself stands in one object, what other modules give is taken from each.
const elsewhere = [];
const OWN = "./madang_bg.js";
for (const [module, name, short] of imports)
  if (module === OWN) replace(new RegExp(`^( {8})${name}(?=: function)`, "m"), `$1${short}`);
  else elsewhere.push(`${short}: ${glue.match(new RegExp(`"${module}": (\\w+),`))[1]}.${name}`);
replace(/return \{\n {8}__proto__: null,\n {8}"\.\/madang_bg\.js": (\w+),[^}]*\};/, `return { ${only}: { ...$1, ${elsewhere.join(", ")} } };`);
await writeFile(glueFile, glue);
