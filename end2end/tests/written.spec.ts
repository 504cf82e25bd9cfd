// Files that a program wrote: told after its end, looked at, downloaded, taken into the project.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, networked, test } from '../lib/fixtures.ts';

const dialog = (page: Page) => page.locator('dialog[open]');
const file = (page: Page, path: string) => dialog(page).locator(`[data-path="${path}"]`);
const written = (page: Page) => page.locator('#written');
const tabs = (page: Page) => page.locator('[role=tab][data-path]').evaluateAll((all) => all.map((each) => each.getAttribute('data-path')));

const WRITES = `import os
os.mkdir("out")
open("out/한글.csv", "w").write("이름,점수\\n지우,10\\n")
open("picture.bin", "wb").write(bytes([255, 0, 254]))
open("big.txt", "w").write("x" * 300_000)
`;

test('what a program wrote is looked at and downloaded', async ({ ide, page }) => {
  await ide.start('python', WRITES);
  await ide.expectState('FINISHED');
  await expect(written(page)).toHaveText('3 files written');
  await written(page).click();
  await expect(file(page, 'out/한글.csv')).toContainText('24 B');
  await expect(file(page, 'big.txt')).toContainText('too big to open');
  await expect(file(page, 'big.txt').getByRole('button')).toHaveCount(0);

  await file(page, 'out/한글.csv').getByRole('button', { name: 'View' }).click();
  await expect(dialog(page).locator('pre')).toHaveText('이름,점수\n지우,10\n');
  const text = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Download' }).click();
  expect((await text).suggestedFilename()).toBe('한글.csv');
  expect(await readFile(await (await text).path(), 'utf8')).toBe('이름,점수\n지우,10\n');
  await dialog(page).getByRole('button', { name: 'Back' }).click();

  await file(page, 'picture.bin').getByRole('button', { name: 'View' }).click();
  await expect(dialog(page)).toContainText('This is not text');
  await dialog(page).getByRole('button', { name: 'Back' }).click();
  const bytes = page.waitForEvent('download');
  await file(page, 'picture.bin').getByRole('button', { name: 'Download' }).click();
  expect([...await readFile(await (await bytes).path())]).toEqual([255, 0, 254]);
  await page.keyboard.press('Escape');
  await expect(written(page)).toBeFocused();
});

test('it is taken into the project, in the place of what had its name, and that can be undone', async ({ ide, page }) => {
  await ide.start('python', 'open("main.py", "a").write("# changed by itself\\n")\nopen("new.txt", "w").write("hi")\n');
  await ide.expectState('FINISHED');
  await expect(written(page)).toHaveText('2 files written');
  await written(page).click();
  await file(page, 'new.txt').getByRole('button', { name: 'Add to project' }).click();
  await expect(dialog(page)).toHaveCount(0);
  expect(await tabs(page)).toEqual(['main.py', 'new.txt']);
  await expect.poll(() => page.evaluate(() => window.madang.code())).toBe('hi');

  await written(page).click();
  await file(page, 'main.py').getByRole('button', { name: 'Add to project' }).click();
  await expect.poll(() => page.evaluate(() => window.madang.code())).toContain('# changed by itself');
  await page.locator('#undo').click();
  await page.locator('[role=tab][data-path="main.py"]').click();
  await expect.poll(() => page.evaluate(() => window.madang.code())).not.toContain('\n# changed by itself');
  expect(await tabs(page)).toEqual(['main.py', 'new.txt']);
});

test('nothing is said where nothing was written, and what was is gone with the next run', async ({ ide, page }) => {
  await ide.start('python', 'open("a.txt", "w").write("a")\nprint("first")\n');
  await expect(written(page)).toHaveText('1 file written');
  await ide.start('python', 'print("second")\n');
  await ide.expectTerminal('second');
  await ide.expectState('FINISHED');
  await expect(written(page)).toBeHidden();
});

test('it is still there when the page was loaded anew', async ({ ide, page }) => {
  await ide.start('python', 'open("a.txt", "w").write("kept")\n');
  await expect(written(page)).toHaveText('1 file written');
  await page.reload();
  await expect(written(page)).toHaveText('1 file written');
  await written(page).click();
  await file(page, 'a.txt').getByRole('button', { name: 'View' }).click();
  await expect(dialog(page).locator('pre')).toHaveText('kept');
});

networked('a file that cannot be asked for is told, and is there again with the connection', async ({ ide, page, network }) => {
  await ide.start('python', 'open("a.txt", "w").write("a")\n');
  await written(page).click();
  network.cut();
  await file(page, 'a.txt').getByRole('button', { name: 'View' }).click();
  await expect(page.getByTestId('toast')).toContainText('no connection');
  network.restore();
  await expect(page.getByTestId('banner')).toBeHidden();
  await written(page).click();
  await file(page, 'a.txt').getByRole('button', { name: 'View' }).click();
  await expect(dialog(page).locator('pre')).toHaveText('a');
});

test.describe('in Korean on a phone', () => {
  test.use({ locale: 'ko-KR', viewport: { width: 390, height: 844 } });

  test('the list fits, and a stopped program has written too', async ({ ide, page }) => {
    await ide.start('python', `${WRITES}input("기다림")\n`);
    await ide.expectTerminal('기다림');
    await ide.stop.click();
    await ide.expectState('STOPPED');
    await expect(written(page)).toHaveText('저장한 파일 3개');
    await written(page).click();
    const overflow = await dialog(page).locator('.dialog-body').evaluate((body) => body.scrollWidth - body.clientWidth);
    expect(overflow).toBe(0);
    await file(page, 'out/한글.csv').getByRole('button', { name: '보기' }).click();
    await expect(dialog(page).locator('pre')).toContainText('지우');
  });
});
