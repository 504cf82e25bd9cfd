// Commands: their palette, their keys, and what is remembered of layout and runs.

import { expect, test } from '../lib/fixtures.ts';
import { projectMenu, tabs, type } from '../lib/project.ts';

test('the palette finds a command by a part of its name', async ({ ide, page }) => {
  await page.locator('#editor .cm-content').click();
  await page.keyboard.press('Control+Shift+P');
  await expect(page.locator('.palette-input')).toBeFocused();
  await page.keyboard.type('new fi');
  await expect(page.locator('.palette-item')).toHaveText(['New file']);
  await page.keyboard.press('Enter');
  await expect(page.locator('#dialog')).toBeHidden();
  await page.keyboard.type('b');
  await page.keyboard.press('Enter');
  await expect.poll(() => tabs(page)).toEqual(['main.py', 'b.py']);
  // From the terminal as well, where keys are the program's.
  await page.locator('#terminal').click();
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('.palette-item[aria-selected=true]')).toContainText('Stop');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await ide.expectState('FINISHED');
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('no such command');
  await expect(page.locator('#dialog')).toContainText('No matches');
  await page.keyboard.press('Escape');
  await expect(page.locator('#dialog')).toBeHidden();
});

test('the question mark shows the keys, but not where it is typed', async ({ ide, page }) => {
  await type(page, '');
  await page.keyboard.type('?');
  expect(await page.evaluate(() => window.madang.code())).toBe('?');
  await expect(page.locator('#dialog')).toBeHidden();
  await page.locator('#run').focus();
  await page.keyboard.press('?');
  await expect(page.locator('#dialog-title')).toHaveText('Keyboard shortcuts');
  await expect(page.locator('.shortcuts')).toContainText('Switch between editor and terminal');
  await page.keyboard.press('Escape');
  await expect(page.locator('#run')).toBeFocused();
  await ide.ready();
});

test('Ctrl+Shift+Enter stops the program', async ({ ide, page }) => {
  await ide.start('python', 'import time\nprint("on")\ntime.sleep(60)');
  await ide.expectTerminal('on');
  await page.keyboard.press('Control+Shift+Enter');
  await ide.expectState('STOPPED');
});

test('the layout is chosen and remembered', async ({ ide, page }) => {
  const place = async (selector: string) => {
    const box = await page.locator(selector).boundingBox();
    if (box === null) throw new Error(`${selector} is not shown`);
    return box;
  };
  expect((await place('#terminal')).x).toBeGreaterThan((await place('#editor')).x);
  await projectMenu(page, 'SwitchLayout');
  const below = async () => (await place('#terminal')).y > (await place('#editor')).y + 50;
  await expect.poll(below).toBe(true);
  const divider = page.getByRole('separator');
  await expect(divider).toHaveAttribute('aria-orientation', 'horizontal');
  const { x, y, width } = await place('.divider');
  await page.mouse.move(x + width / 2, y + 4);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + 104);
  await page.mouse.up();
  const moved = (await place('.divider')).y;
  expect(moved).toBeGreaterThan(y + 80);
  await page.reload();
  await ide.ready();
  await expect.poll(below).toBe(true);
  expect(Math.abs((await place('.divider')).y - moved)).toBeLessThan(3);
  await projectMenu(page, 'SwitchLayout');
  await expect(divider).toHaveAttribute('aria-orientation', 'vertical');
});

test('the runs of the tab are remembered with how they ended', async ({ ide, page }) => {
  await projectMenu(page, 'Runs');
  await expect(page.locator('#dialog')).toContainText('Nothing has run yet');
  await page.keyboard.press('Escape');
  await ide.start('python', 'print("one")');
  await ide.expectState('FINISHED');
  await ide.start('python', 'import time; print("two"); time.sleep(60)');
  await ide.expectTerminal('two');
  await ide.stop.click();
  await ide.expectState('STOPPED');
  await page.reload();
  await ide.ready();
  await projectMenu(page, 'Runs');
  const runs = page.locator('.past-run');
  await expect(runs).toHaveCount(2);
  await expect(runs.nth(0)).toContainText('STOPPED');
  await expect(runs.nth(0)).toContainText('Stopped by you');
  await expect(runs.nth(1)).toContainText('FINISHED');
  await expect(runs.nth(1)).toContainText('main.py Python');
  await expect(runs.nth(1).locator('time')).toHaveText(/\d/);
});
