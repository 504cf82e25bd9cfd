// A module's text, as binaryen writes it: each function, import and so on starts at a line of its own.

/** What is at the top of a module's text, by its kind: `func`, `import`, `elem` and so on. */
export function parts(text) {
  const found = { type: [], import: [], global: [], memory: [], data: [], table: [], elem: [], export: [], func: [] };
  for (const part of text.split(/\n(?= \(|\)| ;;)/)) {
    const kind = /^ \((\w+)/.exec(part)?.[1];
    if (kind) found[kind].push(part);
  }
  return found;
}

/** A function's text in its parts: its name, what it takes and gives, and its code. */
export function taken(func) {
  const [, name, signature, code] = /^ \(func (\S+)(.*)\n([^]*) \)$/.exec(func);
  return { name, signature, code };
}
