// Bundles CodeMirror and copies xterm.js into public/vendor. The result is committed, so that a
// build of Madang needs no npm; the same lock file always gives the same bytes.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

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
});

for (const [from, to] of Object.entries(XTERM_FILES)) {
  const file = await readFile(`node_modules/${from}`, "utf8");
  // The source maps are not shipped.
  await writeFile(`${VENDOR}/xterm/${to}`, file.replace(/\n?\/\/# sourceMappingURL=.*\n?/, "\n"));
}

const packageOf = (path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1];
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
