import assert from "node:assert/strict";
import { test } from "node:test";

import { placeLinks, problems } from "../src/problems.js";
import { lastLines, lineAt } from "../src/terminal.js";

const isWide = (character) => /\p{Script=Hangul}/u.test(character);

/** A buffer as xterm.js has it, with what would be on it if lines were printed at this width. */
function buffer(lines, width) {
  const rows = [];
  for (const line of lines) {
    let cells = [];
    let isWrapped = false;
    for (const character of line) {
      const size = isWide(character) ? 2 : 1;
      if (cells.length + size > width) {
        rows.push({ cells, isWrapped });
        [cells, isWrapped] = [[], true];
      }
      cells.push({ characters: character, size });
      if (size === 2) cells.push({ characters: "", size: 0 });
    }
    rows.push({ cells, isWrapped });
  }
  return {
    length: rows.length,
    getLine: (row) =>
      rows[row] && {
        length: width,
        isWrapped: rows[row].isWrapped,
        getCell(column) {
          const { characters, size } = rows[row].cells[column] ?? { characters: "", size: 1 };
          return { getChars: () => characters, getWidth: () => size };
        },
        translateToString(trim, start, end = width) {
          let text = "";
          for (let column = start; column < end; column += 1) {
            if (this.getCell(column).getWidth() > 0) text += this.getCell(column).getChars() || " ";
          }
          return trim ? text.trimEnd() : text;
        },
      },
  };
}

test("lines are put together from their rows, also where a wide character left a cell empty", () => {
  const lines = ["short", "a line of more than ten cells", "", "가나다라마바사", "x가나다라마바사", "0123456789"];
  assert.deepEqual(lastLines(buffer(lines, 10), 100), lines);
  assert.deepEqual(lastLines(buffer([...lines, "", ""], 10), 3), lines.slice(-3));
});

test("each character is found in its cell", () => {
  const printed = buffer(["before", "x가나다라마b", "after"], 10);
  for (const row of [1, 2]) {
    const { text, cells } = lineAt(printed, row);
    assert.equal(text, "x가나다라마b");
    assert.deepEqual(cells[0], { row: 1, column: 0 });
    assert.deepEqual(cells[2], { row: 1, column: 3 });
    assert.deepEqual(cells[5], { row: 2, column: 0 });
    assert.deepEqual(cells[6], { row: 2, column: 2 });
  }
});

const context = JSON.stringify({
  rules: { location: ["^(?<file>[^:]+):(?<line>\\d+): (?<message>.+)$"], message: [], innermost: "first" },
  paths: ["가나.py"],
});
const terminal = (lines, width) => ({ buffer: { active: buffer(lines, width) } });

test("a place is a link over all its cells, also where it goes on in the next row", () => {
  const went = [];
  const [link] = placeLinks(terminal(["", "가나.py:12: bad"], 8), 2, context, (...place) => went.push(place));
  assert.deepEqual(link.range, { start: { x: 1, y: 2 }, end: { x: 2, y: 3 } });
  assert.equal(link.text, "가나.py:12");
  link.activate();
  assert.deepEqual(went, [["가나.py", 12, undefined]]);
  assert.deepEqual(placeLinks(terminal(["other.py:12: bad"], 80), 1, context), []);
});

test("problems are few and short, however many and long a program prints", () => {
  const lines = Array.from({ length: 5000 }, (_, n) => `가나.py:${n + 1}: ${"무".repeat(1000)}`);
  const found = problems(terminal(lines, 80), context);
  assert.equal(found.length, 100);
  assert.ok(found.every(({ message }) => message.length <= 301));
  assert.deepEqual(problems(terminal(["가나.py:0: zero", "가나.py:99999999999: far"], 80), context), []);
});
