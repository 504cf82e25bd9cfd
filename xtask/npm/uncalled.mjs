// node uncalled.mjs FROM TO: empties the functions of a WebAssembly module that are compiled and never called.
//
// An erased view of Leptos names its own way to be hydrated after something asynchronous, which is a state machine
// apiece. The page's island is hydrated at once, but no compiler can see that: the functions are in a table. So they trap
// instead, and all that only they need goes with them.

import { readFile, writeFile } from "node:fs/promises";

import binaryen from "binaryen";

// The bodies of the futures, by the names that rustc gives them. Two functions of the same code have one name, and these
// are like nothing that is called.
const UNCALLED = /hydrate_async(::\{\{closure\}\})+(::h[0-9a-f]{16})?$/;

const [from, to] = process.argv.slice(2);
const module = binaryen.readBinary(await readFile(from));
let emptied = 0;
for (let index = 0; index < module.getNumFunctions(); index += 1) {
  const reference = module.getFunctionByIndex(index);
  if (!UNCALLED.test(binaryen.getFunctionInfo(reference).name)) continue;
  binaryen.Function.setBody(reference, module.unreachable());
  emptied += 1;
}
// Names that are not found any more would cost kilobytes in silence.
if (emptied === 0) throw new Error("no function that is never called was found by its name");
await writeFile(to, module.emitBinary());
