// node uncalled.mjs FROM TO: takes out of a WebAssembly module what is compiled and never called.
//
// An erased view of Leptos names its own way to be hydrated after something asynchronous, which is a state machine
// apiece. The page's island is hydrated at once, but no compiler can see that: the functions are in a table. So they trap
// instead, and all that only they need goes with them.
//
// The streams of Leptos' server functions are exported as classes, of which this page makes none.

import { readFile, writeFile } from "node:fs/promises";

import binaryen from "binaryen";

// The bodies of the futures, by the names that rustc gives them. Two functions of the same code have one name, and these
// are like nothing that is called.
const UNCALLED = /hydrate_async(::\{closure#\d+\})+$/;

// What is exported for those classes.
const UNUSED = /^(__wbg_)?intounderlying/;

// The names are needed later.
binaryen.setDebugInfo(true);

const [from, to] = process.argv.slice(2);
const module = binaryen.readBinary(await readFile(from));
let emptied = 0;
for (let index = 0; index < module.getNumFunctions(); index += 1) {
  const reference = module.getFunctionByIndex(index);
  if (!UNCALLED.test(binaryen.getFunctionInfo(reference).name)) continue;
  binaryen.Function.setBody(reference, module.unreachable());
  emptied += 1;
}
const exports = Array.from({ length: module.getNumExports() }, (_, index) => binaryen.getExportInfo(module.getExportByIndex(index)).name);
const unused = exports.filter((name) => UNUSED.test(name));
for (const name of unused) module.removeExport(name);
// Names that are not found any more would cost kilobytes in silence.
if (emptied === 0 || unused.length === 0) throw new Error("what is never called was not found by its name");
await writeFile(to, module.emitBinary());
