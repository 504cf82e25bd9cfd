// Bundles CodeMirror and xterm.js into public/vendor. The result is committed, so that a
// build of Madang needs no npm; the same lock file always gives the same bytes.

import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";

import { build } from "esbuild";
import { minify } from "terser";

import { divide } from "./divide.js";

const VENDOR = "../public/vendor";
// Packages whose license is in another package of the same project only.
const LICENSE_ELSEWHERE = { "@xterm/addon-serialize": "@xterm/xterm" };

await rm(VENDOR, { recursive: true, force: true });
await mkdir(`${VENDOR}/xterm`, { recursive: true });

const options = {
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  // The notices of everything bundled are in one file beside it.
  legalComments: "none",
  metafile: true,
};

const editor = await build({
  ...options,
  entryPoints: ["src/editor.js"],
  outdir: `${VENDOR}/editor`,
  plugins: [divide("src/editor.js", (await readdir("src/languages")).map((name) => `src/languages/${name}`), "src/extras.js")],
});

const terminal = await build({
  ...options,
  entryPoints: ["src/xterm.js"],
  outdir: `${VENDOR}/xterm`,
  // What xterm.js and its addons keep to themselves gets short names, the same in all of them; but for what
  // `browser/screen.rs` looks at.
  mangleProps: /^_/,
  reserveProps: /^(_core|_innerWrite|_pendingData|_writeBuffer)$|^__/,
});

// A second time: terser finds what esbuild leaves, above all in xterm.js, which was minified when it was published.
const outputs = { ...editor.metafile.outputs, ...terminal.metafile.outputs };
const compress = { passes: 3, unsafe_arrows: true };
for (const output of Object.keys(outputs)) {
  const { code } = await minify(await readFile(output, "utf8"), { module: true, ecma: 2020, compress });
  await writeFile(output, code);
}

await cp("node_modules/@xterm/xterm/css/xterm.css", `${VENDOR}/xterm/xterm.css`);

// What the first load has by a name that the page knows, to ask for it before `editor.js` does.
const [core] = Object.entries(editor.metafile.outputs).find(([, { inputs }]) => "first:@codemirror/view" in inputs);
for (const output of Object.keys(editor.metafile.outputs)) {
  const text = await readFile(output, "utf8");
  await writeFile(output, text.replaceAll(basename(core), "core.js"));
}
await rename(core, `${VENDOR}/editor/core.js`);

const packageOf = (path) => path.match(/^(?:node_modules\/|first:|rest:)((?:@[^/]+\/)?[^/]+)/)?.[1];
const names = new Set(Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)).map(packageOf));
names.delete(undefined);

let notices = "Third-party software in this directory, with its licenses.\n";
for (const name of [...names].sort()) {
  const { version, license } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
  const folder = `node_modules/${LICENSE_ELSEWHERE[name] ?? name}`;
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  notices += `\n${"=".repeat(72)}\n${name} ${version} (${license})\n\n${await readFile(`${folder}/${file}`, "utf8")}`;
}
await writeFile(`${VENDOR}/LICENSES.txt`, notices);
