// Programs that need a real terminal.

import { expect, test } from '../lib/fixtures.ts';
import { LANGUAGES, type Programs } from '../lib/programs.ts';

test('a full-screen program draws right at three sizes', async ({ ide }) => {
  await ide.start('python', `import curses
def main(screen):
    curses.start_color()
    while True:
        rows, columns = screen.getmaxyx()
        screen.erase()
        screen.border()
        screen.addstr(1, 2, f"size {columns} {rows} 마당", curses.A_BOLD)
        screen.addstr(rows - 2, columns - 8, "corner")
        screen.refresh()
        key = screen.getch()
        if key == curses.KEY_RESIZE:
            curses.update_lines_cols()
        elif key == ord("q"):
            return
curses.wrapper(main)
print("left")
`);
  for (const [width, height] of [[1280, 800], [900, 700], [1400, 600]] as const) {
    await ide.page.setViewportSize({ width, height });
    await expect
      .poll(async () => {
        const lines = (await ide.terminal()).split('\n');
        const [columns, rows] = (await ide.size()).split(' ').map(Number);
        const bottom = lines.at(-2) ?? '';
        return lines.length === rows && lines[1]?.includes(`size ${columns} ${rows} 마당`) && bottom.endsWith('corner │') && bottom.length === columns;
      }, { message: `the frame at ${width} by ${height}` })
      .toBe(true);
  }
  await ide.type('q');
  await ide.expectTerminal('left');
  await ide.expectState('FINISHED');
});

test('readline remembers lines', async ({ ide }) => {
  await ide.start('python', 'import readline\nwhile (line := input("> ")) != "end":\n    print("got", line)\n');
  await ide.expectTerminal('> ');
  await ide.type('first\n');
  await ide.expectTerminal('got first');
  await ide.page.keyboard.press('ArrowUp');
  await ide.page.keyboard.type('!\n');
  await ide.expectTerminal('got first!');
  // To the front of the line, as an editor of lines has it.
  await ide.page.keyboard.press('ArrowUp');
  await ide.page.keyboard.press('Control+a');
  await ide.page.keyboard.type('the \n');
  await ide.expectTerminal('got the first!');
  await ide.page.keyboard.type('end\n');
  await ide.expectState('FINISHED');
});

test('colours of every depth are drawn', async ({ ide }) => {
  await ide.start('python', 'print("\\x1b[38;5;196mindexed\\x1b[0m \\x1b[38;2;0;90;160mtruecolour\\x1b[0m \\x1b[31mplain\\x1b[0m")\n');
  await ide.expectState('FINISHED');
  const colour = (text: string) =>
    ide.page.locator('.xterm-rows').getByText(text, { exact: true }).evaluate((cell) => getComputedStyle(cell).color);
  // A row may be drawn anew while it is looked at, and what it was has no colour any more.
  await expect.poll(() => colour('truecolour')).toBe('rgb(0, 90, 160)');
  const colours = async () => [await colour('indexed'), await colour('truecolour'), await colour('plain')];
  await expect.poll(async () => new Set((await colours()).filter(Boolean)).size).toBe(3);
});

const LOOPS: Programs = {
  python: 'import time\nprint("looping")\nwhile True:\n    time.sleep(0.01)\n',
  javascript: "console.log('looping');\nsetInterval(() => {}, 10);\n",
  java: 'public class Main {\n    public static void main(String[] args) throws Exception {\n        System.out.println("looping");\n        while (true) Thread.sleep(10);\n    }\n}\n',
};

const READERS: Programs = {
  python: 'import sys\nprint("ready")\nprint(len(sys.stdin.read()), "characters")\n',
  javascript: "console.log('ready');\nlet n = 0;\nprocess.stdin.on('data', (data) => { n += data.length; }).on('end', () => console.log(n, 'characters'));\n",
  java: 'public class Main {\n    public static void main(String[] args) throws Exception {\n        System.out.println("ready");\n        System.out.println(System.in.readAllBytes().length + " characters");\n    }\n}\n',
};

for (const language of LANGUAGES) {
  test(`Ctrl-C ends a loop in ${language}, Ctrl-Z is harmless, Ctrl-D ends the input`, async ({ ide }) => {
    await ide.start(language, LOOPS[language]);
    await ide.expectTerminal('looping');
    await ide.page.locator('#terminal .xterm').click();
    await ide.page.keyboard.press('Control+z');
    await ide.expectTerminal('^Z');
    await expect(ide.state).toHaveText('RUNNING');
    await ide.page.keyboard.press('Control+c');
    await ide.expectState('FINISHED');
    await expect(ide.outcome).toContainText(/SIGINT|exit code 130/);

    await ide.start(language, READERS[language]);
    await ide.expectTerminal('ready');
    await ide.type('four\n');
    await ide.page.keyboard.press('Control+d');
    await ide.expectTerminal('5 characters');
    await ide.expectState('FINISHED');
  });
}
