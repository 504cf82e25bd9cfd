// Reads the text in xterm.js's buffer. A line of output may take several rows, and a character two cells.

// Rows that one line may take before the rest of it is left out: more than a person would read as one line.
const ROWS_MAX = 100;

/** The last lines that were printed, at most so many, without the blank ones at the end. */
export function lastLines(buffer, max) {
  const lines = [];
  let row = buffer.length - 1;
  while (row >= 0 && lines.length < max) {
    const first = firstRow(buffer, row);
    const text = lineText(buffer, first, row);
    if (text !== "" || lines.length > 0) lines.push(text);
    row = first - 1;
  }
  return lines.reverse();
}

function firstRow(buffer, row) {
  let first = row;
  while (first > 0 && row - first < ROWS_MAX && buffer.getLine(first)?.isWrapped) first -= 1;
  return first;
}

function lineText(buffer, first, last) {
  let text = "";
  for (let row = first; row <= last; row += 1) {
    const rest = row < last;
    text += buffer.getLine(row).translateToString(!rest, 0, rest ? rowWidth(buffer, row) : undefined);
  }
  return text;
}

// The cells of a row that goes on in the next: a character of two cells finds no place in the last one.
function rowWidth(buffer, row) {
  const line = buffer.getLine(row);
  const isWide = buffer.getLine(row + 1).getCell(0)?.getWidth() === 2;
  return isWide && line.getCell(line.length - 1)?.getChars() === "" ? line.length - 1 : line.length;
}

/**
 * The line that a row is of, with the cell of each of its UTF-16 code units. Rows and columns are from 0.
 * @returns {{text: string, cells: {row: number, column: number}[]}}
 */
export function lineAt(buffer, row) {
  const first = firstRow(buffer, row);
  let text = "";
  const cells = [];
  let isOver = false;
  for (let at = first; !isOver && at - first < ROWS_MAX; at += 1) {
    isOver = !buffer.getLine(at + 1)?.isWrapped;
    const line = buffer.getLine(at);
    if (!line) break;
    const width = isOver ? line.length : rowWidth(buffer, at);
    for (let column = 0; column < width; column += 1) {
      const cell = line.getCell(column);
      // The second half of a wide character.
      if (cell.getWidth() === 0) continue;
      const characters = cell.getChars() || " ";
      text += characters;
      for (let unit = 0; unit < characters.length; unit += 1) cells.push({ row: at, column });
    }
  }
  return { text: text.trimEnd(), cells };
}
