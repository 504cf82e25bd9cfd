// Pipes in place of a terminal, the line to type into, and the settings that ask for them.

import { expect, test } from '../lib/fixtures.ts';
import { choose } from '../lib/settings.ts';

test('pipes keep stderr apart, and not by colour alone', async ({ ide }) => {
  await choose(ide, /^Pipes/);
  await ide.start('python', `import os, sys
print("terminal", os.isatty(0), os.isatty(1), os.isatty(2))
print("to stdout")
print("to stderr", file=sys.stderr)
`);
  await ide.expectState('FINISHED');
  await ide.expectTerminal('terminal False False False');
  // Each line starts at the left: a line feed alone would leave a staircase.
  expect(await ide.terminal()).toMatch(/^to stdout$/m);
  const style = (text: string) =>
    ide.page.locator('.xterm-rows').getByText(text).evaluate((cell) => [getComputedStyle(cell).fontStyle, getComputedStyle(cell).color]);
  const [out, error] = [await style('to stdout'), await style('to stderr')];
  expect([out[0], error[0]]).toEqual(['normal', 'italic']);
  expect(error[1]).not.toBe(out[1]);
  await expect(ide.page.locator('.legend')).toContainText('stderr');
});

test('lines and the end of the input reach a program with pipes', async ({ ide }) => {
  await choose(ide, /^Pipes/);
  await ide.start('python', 'import sys\nprint("ready", flush=True)\nprint(repr(sys.stdin.read()))\n');
  await ide.expectTerminal('ready');
  const field = ide.page.getByLabel('Input for the program');
  await expect(field).toBeFocused();
  // What is typed into the terminal, which nobody reads, goes to the line.
  await ide.page.locator('#terminal .xterm').click();
  await ide.page.keyboard.type('one 한 줄');
  await expect(field).toHaveValue('one 한 줄');
  await field.press('Enter');
  await expect(field).toHaveValue('');
  await field.fill('two');
  await ide.page.getByRole('button', { name: 'Send' }).click();
  await ide.page.getByRole('button', { name: 'EOF' }).click();
  await ide.expectTerminal("'one 한 줄\\ntwo\\n'");
  await ide.expectTerminal(/^one 한 줄\ntwo\nEOF$/m);
  await ide.expectState('FINISHED');
});

test('the input line sends lines to a terminal, and its keys are there', async ({ ide }) => {
  await choose(ide, 'Input line below the terminal');
  await ide.start('python', 'name = input("Name? ")\nprint("Hello,", name)\ntry:\n    input("again ")\nexcept EOFError:\n    print("the end")\ninput("last ")\n');
  await ide.expectTerminal('Name? ');
  const field = ide.page.getByLabel('Input for the program');
  await expect(field).toBeFocused();
  await ide.page.keyboard.type('Ada');
  // The Enter that ends a syllable in an input method is not the one that sends.
  await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
  await expect(field).toHaveValue('Ada');
  await ide.page.keyboard.press('Enter');
  await ide.expectTerminal('Hello, Ada');
  await ide.page.getByRole('button', { name: 'Ctrl-D' }).click();
  await ide.expectTerminal('the end');
  await ide.page.getByRole('button', { name: 'Ctrl-C' }).click();
  await ide.expectTerminal('KeyboardInterrupt');
  await ide.expectState('FINISHED');
});

test('settings hold over a reload, and the keyboard is enough to make them', async ({ ide }) => {
  const button = ide.page.getByRole('button', { name: 'Settings' });
  const settings = ide.page.getByRole('dialog', { name: 'Settings' });
  const before = await ide.size();
  await button.focus();
  await ide.page.keyboard.press('Enter');
  await expect(settings).toBeVisible();
  await ide.page.keyboard.press('Tab');
  await expect(settings.getByLabel('Terminal', { exact: true })).toBeFocused();
  await settings.getByLabel('Screen reader mode').press('Space');
  await settings.getByLabel('Font size').selectOption('20');
  await expect.poll(() => ide.size()).not.toBe(before);
  await ide.page.keyboard.press('Escape');
  await expect(settings).toBeHidden();
  await expect(button).toBeFocused();
  await expect(ide.page.locator('.xterm-accessibility')).toBeAttached();
  const larger = await ide.size();

  await ide.page.reload();
  await ide.ready();
  expect(await ide.size()).toBe(larger);
  await expect(ide.page.locator('.xterm-accessibility')).toBeAttached();
  await button.click();
  await expect(settings.getByLabel('Screen reader mode')).toBeChecked();
  await expect(settings.getByLabel('Font size')).toHaveValue('20');
});
