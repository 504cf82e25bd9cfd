// Which functions the page can run a program without: `frontend/rest.txt`, which `cargo xtask profile` makes.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

const LIST = "../../frontend/rest.txt";

/** What a function is known by from one build to the next: its name, without what the compiler adds to that of a crate. */
export const identity = (name) =>
  createHash("sha256").update(name.replaceAll(/\[[0-9a-f]{16}\]/g, "")).digest("hex").slice(0, 8);

/** The identities in the list. */
export async function listed() {
  return new Set((await readFile(LIST, "utf8")).split("\n").filter((line) => line !== "" && !line.startsWith("#")));
}
