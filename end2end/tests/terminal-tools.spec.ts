// What can be done with what stands in the terminal.

import { readFile } from 'node:fs/promises';
import { expect, test } from '../lib/fixtures.ts';
import type { Ide } from '../lib/ide.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** A program that has printed 300 lines and reads. */
async function printed(ide: Ide): Promise<void> {
  await ide.start('python', 'for n in range(300):\n    print("line", n, "마당")\nprint("heard", repr(input("ready> ")))\n');
  await ide.expectTerminal('ready>');
}

const clipboard = (ide: Ide) => ide.page.evaluate(() => navigator.clipboard.readText());

test('text is found, counted and gone through by keyboard', async ({ ide }) => {
  await printed(ide);
  await ide.page.locator('#terminal .xterm').click();
  await ide.page.keyboard.press('Control+f');
  const field = ide.page.locator('#find');
  const found = ide.page.getByTestId('found');
  await expect(field).toBeFocused();
  await ide.page.keyboard.type('line 29');
  await expect(found).toHaveText(/^\d+ \/ 11$/);
  const first = Number((await found.textContent())?.split(' ')[0]);
  await ide.page.keyboard.press('Enter');
  await expect(found).toHaveText(`${(first % 11) + 1} / 11`);
  await ide.page.keyboard.press('Shift+Enter');
  await expect(found).toHaveText(`${first} / 11`);
  await field.fill('nowhere');
  await expect(found).toHaveText('No matches');
  await field.press('Escape');
  await expect(field).toBeHidden();
  // The focus is back where the program hears.
  await ide.page.keyboard.type('abc\n');
  await ide.expectTerminal("heard 'abc'");
  await ide.expectState('FINISHED');
});

test('the output is downloaded and copied whole', async ({ ide }) => {
  await printed(ide);
  const download = ide.page.waitForEvent('download');
  await ide.page.getByRole('button', { name: 'Download the output' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('main-output.txt');
  const text = await readFile(await file.path(), 'utf8');
  expect(text.split('\n').slice(0, 300)).toEqual(Array.from({ length: 300 }, (_, n) => `line ${n} 마당`));
  await ide.page.getByRole('button', { name: 'Copy all output' }).click();
  expect((await clipboard(ide)).split('\n').slice(0, 300)).toEqual(text.split('\n').slice(0, 300));
  await ide.stop.click();
  await ide.expectState('STOPPED');
});

test('clear keeps the line that is being typed', async ({ ide }) => {
  await printed(ide);
  await ide.page.getByRole('button', { name: 'Clear the terminal' }).click();
  await expect.poll(() => ide.terminal()).toBe('ready> ');
  await ide.page.keyboard.type('x\n');
  await ide.expectTerminal("heard 'x'");
  await ide.expectState('FINISHED');
});

test('Ctrl+C copies what is selected, once, and interrupts otherwise', async ({ ide }) => {
  await ide.start('python', 'import time\nprint("copied-word")\ntime.sleep(600)\n');
  await ide.expectTerminal('copied-word');
  for (const keys of ['Control+Shift+c', 'Control+c']) {
    await ide.page.evaluate(() => navigator.clipboard.writeText('before'));
    await ide.page.locator('.xterm-rows').getByText('copied-word').dblclick({ force: true, position: { x: 10, y: 8 } });
    await ide.page.keyboard.press(keys);
    expect(await clipboard(ide)).toContain('copied-word');
    await expect(ide.state).toHaveText('RUNNING');
  }
  await ide.page.keyboard.press('Control+c');
  await ide.expectTerminal('KeyboardInterrupt');
  await ide.expectState('FINISHED');
});

test('Ctrl+V and Ctrl+Shift+V paste, in brackets where the program asks for them', async ({ ide }) => {
  await ide.start('python', `import os, sys, tty
tty.setraw(0)
sys.stdout.write("ready\\r\\n"); sys.stdout.flush()
sys.stdout.write(f"first {os.read(0, 100)}\\r\\n\\x1b[?2004hbracketed\\r\\n"); sys.stdout.flush()
sys.stdout.write(f"second {os.read(0, 100)}\\r\\n"); sys.stdout.flush()
`);
  await ide.expectTerminal('ready');
  await ide.page.evaluate(() => navigator.clipboard.writeText('a\nb'));
  await ide.page.locator('#terminal .xterm').click();
  await ide.page.keyboard.press('Control+v');
  await ide.expectTerminal("first b'a\\rb'");
  await ide.expectTerminal('bracketed');
  await ide.page.keyboard.press('Control+Shift+v');
  await ide.expectTerminal("second b'\\x1b[200~a\\rb\\x1b[201~'");
  await ide.expectState('FINISHED');
});

test('a paste beyond what may wait for the program is refused in words', async ({ ide }) => {
  await ide.start('python', 'import time\nprint("ready")\ntime.sleep(600)\n');
  await ide.expectTerminal('ready');
  await ide.page.evaluate(() => navigator.clipboard.writeText('x'.repeat(1_100_000)));
  await ide.page.locator('#terminal .xterm').click();
  await ide.page.keyboard.press('Control+v');
  await expect(ide.banner).toContainText('More than 1 MB');
  await ide.stop.click();
  await ide.expectState('STOPPED');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('the tools can be reached', async ({ ide }) => {
    await ide.start('python', 'print("hello")');
    await ide.expectState('FINISHED');
    await ide.page.getByRole('button', { name: 'Find in the terminal' }).click();
    await ide.page.keyboard.type('hello');
    await expect(ide.page.getByTestId('found')).toHaveText('1 / 1');
    await ide.page.getByRole('button', { name: 'Close' }).click();
    await expect(ide.page.locator('#find')).toBeHidden();
    for (const name of ['Copy all output', 'Download the output', 'Clear the terminal']) {
      await expect(ide.page.getByRole('button', { name })).toBeInViewport();
    }
  });
});
