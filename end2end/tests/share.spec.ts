// Links that carry a project.

import { deflateRawSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';
import { code, newFile, projectMenu, tab, tabs, type } from '../lib/project.ts';

const pack = (text: string) => `/#project=1.${deflateRawSync(Buffer.from(text)).toString('base64url')}`;
const project = (files: object[], more: object = {}) =>
  JSON.stringify({ name: '', language: 'python', entry: 'main.py', files, ...more });

async function link(page: Page): Promise<string> {
  await projectMenu(page, 'Share');
  return page.locator('#share-link').inputValue();
}

/** A page in a browser that has never been here. */
async function fresh(browser: Browser, baseURL: string, link: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(link);
  await Ide.attach(page);
  return page;
}

test('a shared project opens as it was in a fresh browser, and runs only when asked', async ({ ide, page, browser, server }) => {
  await type(page, 'import b\nprint(b.text, "안녕 😀 </script>")');
  await newFile(page, 'b.py', 'text = "from b"');
  const url = await link(page);
  const requests: string[] = [];
  const other = await fresh(browser, server.url, url);
  other.on('request', (request) => requests.push(request.url()));
  await expect(tab(other, 'b.py')).toBeVisible();
  await expect(other.getByTestId('toast')).toContainText('Nothing was run');
  expect(await tabs(other)).toEqual(['main.py', 'b.py']);
  expect(await code(other)).toBe('import b\nprint(b.text, "안녕 😀 </script>")');
  await expect(other.getByTestId('outcome')).toHaveText('Nothing has run yet');
  expect(new URL(other.url()).hash).toBe('');
  expect(requests.filter((each) => each.includes('project='))).toEqual([]);
  const there = await Ide.attach(other);
  await there.run.click();
  await there.expectTerminal('from b 안녕 😀 </script>');
  await other.reload();
  await there.ready();
  expect(await tabs(other)).toEqual(['main.py', 'b.py']);
  await other.context().close();
  await ide.ready();
});

test('opening a link overwrites nothing of the visitor', async ({ ide, page }) => {
  await type(page, 'print("mine")');
  await expect.poll(() => page.evaluate(() => localStorage.length)).toBeGreaterThan(1);
  const url = pack(project([{ path: 'main.py', content: 'print("theirs")' }], { name: 'Theirs' }));
  // In the same page: the address changes, and nothing is loaded anew.
  await page.evaluate((hash) => (location.hash = hash), url.slice(1));
  await expect.poll(() => code(page)).toBe('print("theirs")');
  await projectMenu(page, 'Projects');
  await expect(page.locator('.project')).toHaveCount(2);
  await page.locator('.project:not([aria-current]) .project-open').click();
  await expect.poll(() => code(page)).toBe('print("mine")');
  // A second time it is the same project, not another copy.
  await page.evaluate((hash) => (location.hash = hash), url.slice(1));
  await expect.poll(() => code(page)).toBe('print("theirs")');
  await projectMenu(page, 'Projects');
  await expect(page.locator('.project')).toHaveCount(2);
  await ide.ready();
});

test('a hostile link shows a clear message and nothing else', async ({ ide, page }) => {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const before = await code(page);
  const toast = page.getByTestId('toast');
  const hostile: [string, string, string][] = [
    ['not packed', '/#project=1.%%%', 'damaged or incomplete'],
    ['cut', pack(project([{ path: 'main.py', content: 'x'.repeat(500) }])).slice(0, -9), 'damaged or incomplete'],
    ['no project', pack('[1,2,3]'), 'damaged or incomplete'],
    ['a bomb of 10 MB', pack(project([{ path: 'main.py', content: '0'.repeat(10_000_000) }])), 'damaged or incomplete'],
    ['a path outside', pack(project([{ path: '../../etc/passwd', content: '' }], { entry: '../../etc/passwd' })), 'damaged or incomplete'],
    ['a name with a line end', pack(project([{ path: 'main.py', content: '' }, { path: 'a\nb', content: '' }])), 'damaged or incomplete'],
    ['too many files', pack(project(Array.from({ length: 200 }, (_, index) => ({ path: `f${index}`, content: '' })), { entry: 'f0' })), 'damaged or incomplete'],
    ['no text', `/#project=1.${deflateRawSync(Buffer.from([0xff, 0xfe, 0])).toString('base64url')}`, 'damaged or incomplete'],
    [
      'an unknown language',
      pack(project([{ path: 'main.py', content: '' }], { language: '<img src=x onerror=alert(1)>' })),
      'does not run: <img src=x onerror=alert(1)>',
    ],
  ];
  for (const [name, url, message] of hostile) {
    await page.goto('about:blank');
    await page.goto(url);
    await ide.ready();
    await expect(toast, name).toContainText(message);
    expect(await tabs(page), name).toEqual(['main.py']);
    expect(await code(page), name).toBe(before);
    await expect(page.getByTestId('outcome'), name).toHaveText('Nothing has run yet');
  }
  expect(dialogs).toEqual([]);
});

test('row 09: names with markup in a link are text', async ({ ide, page }) => {
  const name = '<img src=x onerror="document.title=1">';
  await page.goto('about:blank');
  await page.goto(pack(project([{ path: name, content: name }], { entry: name, name })));
  await ide.ready();
  await expect.poll(() => tabs(page)).toEqual([name]);
  await projectMenu(page, 'Projects');
  await expect(page.locator('.project-title')).toHaveText(name);
  await expect(page).not.toHaveTitle('1');
});

test('a project that is too large for a link is told so', async ({ ide, page }) => {
  let seed = 1;
  const noise = Array.from({ length: 90_000 }, () => String.fromCharCode(33 + ((seed = (seed * 48271) % 2147483647) % 90))).join('');
  await page.evaluate((text) => window.madang.setCode(text), noise);
  await projectMenu(page, 'Share');
  await expect(page.locator('#dialog [role=alert]')).toContainText('too large for a link');
  await page.keyboard.press('Escape');
  await page.evaluate((text) => window.madang.setCode(text), noise.slice(0, 12_000));
  await projectMenu(page, 'Share');
  await expect(page.locator('#dialog')).toContainText('some chats cut it');
  await ide.ready();
});

test.describe('with the clipboard', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  test('the link is copied', async ({ ide, page }) => {
    const url = await link(page);
    await page.locator('#copy-link').click();
    await expect(page.locator('#dialog [role=status]').first()).toHaveText('Copied.');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url);
    await ide.ready();
  });
});
