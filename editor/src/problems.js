// What went wrong in a run, found in what the terminal shows. All of it is what a program printed, so it is bounded.

import { diagnose, links } from "./diagnostics.js";
import { lastLines, lineAt } from "./terminal.js";

const LINES_MAX = 2000;
const PROBLEMS_MAX = 100;
const MESSAGE_LENGTH_MAX = 300;

/** The problems that the terminal tells of; `context` says by which rules and in which files, as JSON. */
export function problems(terminal, context) {
  const { rules, paths } = JSON.parse(context);
  return diagnose(lastLines(terminal.buffer.active, LINES_MAX), rules, paths)
    .slice(0, PROBLEMS_MAX)
    .map((problem) => ({ ...problem, message: shortened(problem.message) }));
}

function shortened(message) {
  const characters = Array.from(message);
  return characters.length > MESSAGE_LENGTH_MAX ? `${characters.slice(0, MESSAGE_LENGTH_MAX).join("")}…` : message;
}

/** Links of xterm.js on the places of the project that stand in a row, which is counted from 1. */
export function placeLinks(terminal, row, context, go) {
  const { rules, paths } = JSON.parse(context);
  const { text, cells } = lineAt(terminal.buffer.active, row - 1);
  return links(text, rules, paths).map(({ start, end, path, line, column }) => ({
    text: text.slice(start, end),
    range: { start: corner(cells[start]), end: corner(cells[end - 1]) },
    activate: () => go(path, line, column),
  }));
}

function corner({ row, column }) {
  return { x: column + 1, y: row + 1 };
}
