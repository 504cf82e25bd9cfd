import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

const FOLDER = `${import.meta.dirname}/../../public/vendor/editor`;

/** A module with all that it imports at once. */
function closure(name, found = new Map()) {
  if (found.has(name)) return found;
  const text = readFileSync(`${FOLDER}/${name}`);
  found.set(name, brotliCompressSync(text).length);
  for (const [, other] of text.toString().matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) closure(other, found);
  return found;
}

test("what is loaded before one can write is small, and the page knows all of it by name", () => {
  const first = closure("editor.js");
  assert.deepEqual([...first.keys()], ["editor.js", "core.js"]);
  const bytes = [...first.values()].reduce((sum, size) => sum + size);
  assert.ok(bytes <= 88_000, `${bytes} bytes`);
});

test("completion, search, folding, marks and the keys of vi are not in it", () => {
  const core = readFileSync(`${FOLDER}/core.js`, "utf8");
  for (const name of ['"Completions"', '"replace all"', '"cm-foldGutter"', '"cm-gutter-lint"', '"cm-vim-panel"']) {
    assert.ok(!core.includes(name), name);
  }
});
