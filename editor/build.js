// Bundles CodeMirror and copies xterm.js into public/vendor. The result is committed, so that a
// build of Madang needs no npm; the same lock file always gives the same bytes.

import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";

import { build } from "esbuild";

import { divide } from "./divide.js";

const VENDOR = "../public/vendor";
const XTERM_FILES = {
  "@xterm/xterm/lib/xterm.mjs": "xterm.mjs",
  "@xterm/xterm/css/xterm.css": "xterm.css",
  "@xterm/addon-fit/lib/addon-fit.mjs": "addon-fit.mjs",
  "@xterm/addon-search/lib/addon-search.mjs": "addon-search.mjs",
  "@xterm/addon-serialize/lib/addon-serialize.mjs": "addon-serialize.mjs",
  "@xterm/addon-unicode11/lib/addon-unicode11.mjs": "addon-unicode11.mjs",
  "@xterm/addon-web-links/lib/addon-web-links.mjs": "addon-web-links.mjs",
};

// Packages whose license is in another package of the same project only.
const LICENSE_ELSEWHERE = { "@xterm/addon-serialize": "@xterm/xterm" };

await rm(VENDOR, { recursive: true, force: true });
await mkdir(`${VENDOR}/xterm`, { recursive: true });

const bundle = await build({
  entryPoints: ["src/editor.js"],
  outdir: `${VENDOR}/editor`,
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  // The notices of everything bundled are in one file beside it.
  legalComments: "none",
  metafile: true,
  plugins: [divide("src/editor.js", (await readdir("src/languages")).map((name) => `src/languages/${name}`), "src/extras.js")],
});

for (const [from, to] of Object.entries(XTERM_FILES)) {
  const file = await readFile(`node_modules/${from}`, "utf8");
  // The source maps are not shipped.
  await writeFile(`${VENDOR}/xterm/${to}`, file.replace(/\n?\/\/# sourceMappingURL=.*\n?/, "\n"));
}

// What the first load has by a name that the page knows, to ask for it before `editor.js` does.
const [core] = Object.entries(bundle.metafile.outputs).find(([, { inputs }]) => "first:@codemirror/view" in inputs);
for (const output of Object.keys(bundle.metafile.outputs)) {
  const text = await readFile(output, "utf8");
  await writeFile(output, text.replaceAll(basename(core), "core.js"));
}
await rename(core, `${VENDOR}/editor/core.js`);

const packageOf = (path) => path.match(/^(?:node_modules\/|first:|rest:)((?:@[^/]+\/)?[^/]+)/)?.[1];
const bundled = Object.values(bundle.metafile.outputs).flatMap((output) => Object.keys(output.inputs));
const names = new Set([...bundled, ...Object.keys(XTERM_FILES).map((file) => `node_modules/${file}`)].map(packageOf));
names.delete(undefined);

let notices = "Third-party software in this directory, with its licenses.\n";
for (const name of [...names].sort()) {
  const { version, license } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
  const folder = `node_modules/${LICENSE_ELSEWHERE[name] ?? name}`;
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  notices += `\n${"=".repeat(72)}\n${name} ${version} (${license})\n\n${await readFile(`${folder}/${file}`, "utf8")}`;
}
await writeFile(`${VENDOR}/LICENSES.txt`, notices);
