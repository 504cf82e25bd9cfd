// Files that come from the visitor's machine, and go there.

import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { expect, test } from '../lib/fixtures.ts';
import { code, fileMenu, newFile, projectMenu, tab, tabs, type } from '../lib/project.ts';

async function download(page: Page, act: () => Promise<void>): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return download;
}

async function upload(page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), projectMenu(page, 'Upload')]);
  await chooser.setFiles(files);
}

test('files are uploaded, and programs read them, text and bytes alike', async ({ ide, page }) => {
  await type(page, 'print(open("data.csv").read().strip(), len(open("raw.bin", "rb").read()))');
  await upload(page, [
    { name: 'data.csv', mimeType: 'text/csv', buffer: Buffer.from('이름,값\n가,1\n') },
    { name: 'raw.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([255, 0, 254, 13, 10]) },
  ]);
  await expect(tab(page, 'data.csv')).toHaveAttribute('aria-selected', 'true');
  expect(await code(page)).toBe('이름,값\n가,1\n');
  await tab(page, 'raw.bin').click();
  await expect(page.locator('.not-text')).toBeVisible();
  await tab(page, 'main.py').click();
  await expect(page.locator('.not-text')).toBeHidden();
  await ide.run.click();
  await ide.expectTerminal('가,1 5');
  await page.reload();
  await ide.ready();
  expect(await tabs(page)).toEqual(['main.py', 'data.csv', 'raw.bin']);
  await ide.run.click();
  await ide.expectTerminal('가,1 5');
});

test('an upload overwrites nothing, and one that is too large is refused', async ({ ide, page }) => {
  await type(page, 'mine');
  await upload(page, [{ name: 'main.py', mimeType: 'text/plain', buffer: Buffer.from('theirs') }]);
  await expect(tab(page, 'main-2.py')).toBeVisible();
  await tab(page, 'main.py').click();
  expect(await code(page)).toBe('mine');
  await upload(page, [{ name: 'big.txt', mimeType: 'text/plain', buffer: Buffer.alloc(3 << 20, 'x') }]);
  await expect(page.getByTestId('toast')).toContainText('cannot have more than 1.0 MB');
  expect(await tabs(page)).toEqual(['main.py', 'main-2.py']);
  await ide.ready();
});

test('a file that is dropped on the editor becomes a file of the project', async ({ ide, page }) => {
  const before = await code(page);
  const data = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }));
    return data;
  });
  await page.locator('#editor .cm-content').dispatchEvent('drop', { dataTransfer: data });
  await expect(tab(page, 'dropped.txt')).toHaveAttribute('aria-selected', 'true');
  expect(await code(page)).toBe('dropped');
  await tab(page, 'main.py').click();
  expect(await code(page)).toBe(before);
  await ide.ready();
});

test('one file and the whole project are downloaded', async ({ ide, page }) => {
  await type(page, 'print("안녕")');
  await newFile(page, 'data/notes.txt', 'remember');
  const one = await download(page, () => fileMenu(page, 'DownloadFile'));
  expect(one.suggestedFilename()).toBe('notes.txt');
  expect(await readFile(await one.path(), 'utf8')).toBe('remember');
  const all = await download(page, () => projectMenu(page, 'DownloadProject'));
  expect(all.suggestedFilename()).toBe('python.zip');
  const archive = (await readFile(await all.path())).toString('latin1');
  expect(archive.startsWith('PK')).toBe(true);
  for (const name of ['main.py', 'data/notes.txt']) expect(archive).toContain(name);
  await ide.ready();
});
