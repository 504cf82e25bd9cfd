// Hangul as a Korean input method types it: syllables that grow, split and are committed, in terminal and editor.

import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from '../lib/fixtures.ts';
import { LANGUAGES, type Programs } from '../lib/programs.ts';

/** How 안녕하세요 grows on a keyboard with two sets: each row is one syllable, the last of it is what is committed. */
const HELLO = [
  ['ㅇ', '아', '안'],
  ['ㄴ', '녀', '녕'],
  ['ㅎ', '하', '핫'],
  ['세'],
  ['ㅇ', '요'],
];

/** A final consonant moves on to the next syllable: 핫 + ㅔ becomes 하 and 세. */
const COMMITTED = ['안', '녕', '하', '세', '요'];

/**
 * Types with an input method: composition events, then the committed text. A syllable is not begun before the page has run its timers
 * for the last one, as no hand does: xterm.js reads what was composed in a timer, and another one of a whole syllable before it would have
 * it sent twice.
 */
async function compose(page: Page, cdp: CDPSession): Promise<void> {
  for (const [index, steps] of HELLO.entries()) {
    for (const step of steps) {
      // A key that the input method takes.
      await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', windowsVirtualKeyCode: 229, key: 'Process' });
      await cdp.send('Input.imeSetComposition', { text: step, selectionStart: 1, selectionEnd: 1 });
      await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', windowsVirtualKeyCode: 229, key: 'Process' });
      await timersRun(page);
    }
    await cdp.send('Input.insertText', { text: COMMITTED[index]! });
    await timersRun(page);
  }
}

/** Waits for the timers that are due, which run in the order in which they were set. */
async function timersRun(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
}

/** Reads lines and says each with its length in code points. */
const ECHO: Programs = {
  python: 'while True:\n    line = input("> ")\n    print(f"[{line}] {len(line)}")\n',
  javascript: `const io = require('readline').createInterface({ input: process.stdin });
process.stdout.write('> ');
io.on('line', (line) => process.stdout.write('[' + line + '] ' + [...line].length + '\\n> '));
`,
  java: `import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        System.out.print("> ");
        while (in.hasNextLine()) {
            String line = in.nextLine();
            System.out.print("[" + line + "] " + line.codePointCount(0, line.length()) + "\\n> ");
        }
    }
}
`,
};

for (const language of LANGUAGES) {
  test(`${language}: what an input method composes in the terminal reaches the program whole, and once`, async ({ ide, page }) => {
    const cdp = await page.context().newCDPSession(page);
    await ide.start(language, ECHO[language]);
    await ide.expectTerminal('> ');
    await page.locator('#terminal').click();
    await compose(page, cdp);
    await page.keyboard.press('Enter');
    await ide.expectTerminal('[안녕하세요] 5');
    // Enter while a syllable is being composed commits it first.
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', windowsVirtualKeyCode: 229, key: 'Process' });
    await cdp.send('Input.imeSetComposition', { text: '끝', selectionStart: 1, selectionEnd: 1 });
    await cdp.send('Input.insertText', { text: '끝' });
    await page.keyboard.press('Enter');
    await ide.expectTerminal('[끝] 1');
    expect((await ide.terminal()).match(/\[/g)).toHaveLength(2);
    await ide.stop.click();
    await ide.expectState('STOPPED');
  });
}

test('composed and decomposed Hangul and emoji are echoed as they were pasted', async ({ ide, page }) => {
  await ide.start('python', 'print(ascii(input("> ")))\n');
  await ide.expectTerminal('> ');
  await page.locator('#terminal').click();
  const text = `각${'각'.normalize('NFD')}👩‍💻é`;
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
  const escaped = [...text]
    .map((character) => character.codePointAt(0)!)
    .map((point) => (point > 0xffff ? `\\U${point.toString(16).padStart(8, '0')}` : point < 0x100 ? `\\x${point.toString(16)}` : `\\u${point.toString(16).padStart(4, '0')}`))
    .join('');
  await ide.expectTerminal(`'${escaped}'`);
  await ide.expectState('FINISHED');
});

test('Hangul is two cells wide', async ({ ide }) => {
  // The cursor is asked where it is, as line editors do.
  const program = String.raw`import os, re, sys, termios, tty
before = termios.tcgetattr(0)
tty.setraw(0)
os.write(1, "한글x\x1b[6n".encode())
answer = b""
while not answer.endswith(b"R"):
    answer += os.read(0, 16)
termios.tcsetattr(0, termios.TCSADRAIN, before)
print("\ncolumn", re.search(rb";(\d+)R", answer)[1].decode())
`;
  await ide.start('python', program);
  await ide.expectTerminal('column 6');
  await ide.expectState('FINISHED');
});

test('what an input method composes in the editor is in the program whole, and once', async ({ ide, page }) => {
  const cdp = await page.context().newCDPSession(page);
  await ide.write('python', '');
  await page.locator('#editor .cm-content').click();
  await page.keyboard.insertText('print("');
  await compose(page, cdp);
  await page.keyboard.insertText('")');
  expect(await page.evaluate(() => window.madang.code())).toBe('print("안녕하세요")');
  await page.keyboard.press('Control+Enter');
  await ide.expectTerminal('안녕하세요');
  await ide.expectState('FINISHED');
});
