// Bundles CodeMirror and xterm.js into public/vendor. The result is committed, so that a
// build of Madang needs no npm; the same lock file always gives the same bytes.

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

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

const editor = await build({ ...options, entryPoints: ["src/editor.js"], outdir: `${VENDOR}/editor` });

const terminal = await build({
  ...options,
  entryPoints: ["src/terminal.js"],
  outdir: `${VENDOR}/xterm`,
  // What xterm.js and its addons keep to themselves gets short names, the same in all of them; but for what
  // `browser/screen.rs` looks at.
  mangleProps: /^_/,
  reserveProps: /^(_core|_innerWrite|_pendingData|_writeBuffer)$|^__/,
});

await cp("node_modules/@xterm/xterm/css/xterm.css", `${VENDOR}/xterm/xterm.css`);

const packageOf = (path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1];
const outputs = [editor, terminal].flatMap(({ metafile }) => Object.values(metafile.outputs));
const names = new Set(outputs.flatMap((output) => Object.keys(output.inputs)).map(packageOf));
names.delete(undefined);

let notices = "Third-party software in this directory, with its licenses.\n";
for (const name of [...names].sort()) {
  const { version, license } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
  const folder = `node_modules/${LICENSE_ELSEWHERE[name] ?? name}`;
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  notices += `\n${"=".repeat(72)}\n${name} ${version} (${license})\n\n${await readFile(`${folder}/${file}`, "utf8")}`;
}
await writeFile(`${VENDOR}/LICENSES.txt`, notices);
