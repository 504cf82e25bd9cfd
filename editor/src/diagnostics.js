// Finds in what a program printed where it failed: the file, the line, and what is wrong there.
//
// How a language says it is data, from its runner.toml: patterns of lines that name a place (`location`) and of lines
// that say what is wrong (`message`). A line may be both. The rest of a trace are places on the way to the failure.

// A trace that is longer says nothing new.
const LOCATIONS_MAX = 100;

// Lines between the parts of one trace at most: source lines, carets and the like.
const GAP_LINES_MAX = 8;

// What a line says is in its beginning. Patterns that look for it take the longer the longer it is.
const LINE_LENGTH_MAX = 500;

// No file has more lines.
const LINE_NUMBER_MAX = 1e6;

/**
 * @param {string[]} lines what was printed
 * @param {{location: string[], message: string[], innermost: "first" | "last"}} rules
 * @param {string[]} paths the project's files
 * @returns {{path: string, line: number, column?: number, message: string, severity: "error" | "warning" | "info"}[]}
 */
export function diagnose(lines, rules, paths) {
  const locations = rules.location.map((pattern) => new RegExp(pattern, "u"));
  const messages = rules.message.map((pattern) => new RegExp(pattern, "u"));
  const traces = [];
  let trace;
  let last = 0;
  for (const [index, whole] of lines.entries()) {
    const line = whole.slice(0, LINE_LENGTH_MAX);
    const place = match(locations, line);
    const message = match(messages, line)?.message;
    if (place === undefined && message === undefined) continue;
    if (place?.message !== undefined) {
      // It says all itself, as a compiler does.
      traces.push({ places: [place], message: place.message, severity: place.severity });
      trace = undefined;
      continue;
    }
    // What is wrong stands before all places or after all: a second message begins another trace.
    const isOver = trace && (index - last > GAP_LINES_MAX || (message !== undefined && trace.message !== undefined) || trace.isClosed);
    if (!trace || isOver) traces.push((trace = { places: [] }));
    if (place && trace.places.length < LOCATIONS_MAX) trace.places.push(place);
    if (message !== undefined) {
      trace.message = message;
      trace.isClosed = rules.innermost === "last";
    }
    last = index;
  }
  return traces.flatMap((found) => marks(found, rules.innermost, paths));
}

function match(patterns, line) {
  for (const pattern of patterns) {
    const groups = pattern.exec(line)?.groups;
    if (groups) return groups;
  }
  return undefined;
}

function marks({ places, message, severity }, innermost, paths) {
  if (message === undefined) return [];
  const own = places
    .map(({ file, line, column }) => ({ path: ownPath(file, paths), line: Number(line), column: column && Number(column) }))
    .filter(({ path, line }) => path !== undefined && line >= 1 && line <= LINE_NUMBER_MAX);
  if (innermost === "last") own.reverse();
  const seen = new Set();
  return own
    .map((place, index) => ({
      ...place,
      message,
      severity: index > 0 ? "info" : severity?.toLowerCase() === "warning" ? "warning" : "error",
    }))
    .filter(({ path, line }) => !seen.has(`${path}:${line}`) && seen.add(`${path}:${line}`));
}

/** The project's file that is meant: by its whole path, or by the end of it, as Java leaves directories out. */
export function ownPath(file, paths) {
  return paths.find((path) => file === path || file.endsWith(`/${path}`)) ?? paths.find((path) => path.endsWith(`/${file}`));
}

/** The places that a line names, with where they stand in it: for links. */
export function links(line, rules, paths) {
  for (const pattern of rules.location) {
    const found = new RegExp(pattern, "du").exec(line.slice(0, LINE_LENGTH_MAX));
    const path = found && ownPath(found.groups.file, paths);
    if (!path) continue;
    const places = [found.indices.groups.file, found.indices.groups.line, found.indices.groups.column].filter(Boolean);
    const start = Math.min(...places.map(([from]) => from));
    const end = Math.max(...places.map(([, to]) => to));
    return [{ start, end, path, line: Number(found.groups.line), column: found.groups.column && Number(found.groups.column) }];
  }
  return [];
}
