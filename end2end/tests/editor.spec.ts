// The code editor: what hands that know another editor expect of it.

import type { Page } from '@playwright/test';
import { expect, test } from '../lib/fixtures.ts';
import type { Ide, Language } from '../lib/ide.ts';

const code = (ide: Ide) => ide.page.evaluate(() => window.madang.code());

/** Puts the caret at the end of a program. */
async function edit(ide: Ide, language: Language, text: string): Promise<void> {
  await ide.write(language, text);
  await ide.page.locator('#editor .cm-content').click();
  await ide.page.keyboard.press('Control+End');
}

test('what the server drew stays where it is when the editor takes its place', async ({ browser, ide, server }) => {
  const place = (page: Page, selector: string) =>
    page.locator(selector).first().evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const { x, y } = range.getBoundingClientRect();
      return { x: Math.round(x), y: Math.round(y) };
    });
  const still = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
  const page = await still.newPage();
  await page.goto('/');
  expect(await place(page, '#editor .static-code')).toEqual(await place(ide.page, '#editor .cm-line'));
  await still.close();
});

test('brackets close, and lines are indented as the language has it', async ({ ide, page }) => {
  for (const [language, start, typed, expected] of [
    ['python', '', 'def f(x):\nreturn [x', 'def f(x):\n    return [x]'],
    ['java', 'class A ', '{\nint x', 'class A {\n    int x\n}'],
    ['javascript', '', 'if (x) {\ny', 'if (x) {\n  y\n}'],
  ] as const) {
    await edit(ide, language, start);
    await page.keyboard.type(typed);
    expect(await code(ide), language).toBe(expected);
  }
});

test('names of the language and words of the file are offered', async ({ ide, page }) => {
  const offers = page.locator('.cm-tooltip-autocomplete li');
  for (const [language, start, typed, offer] of [
    ['python', 'temperature = 1\n', 'enumer', 'enumerate'],
    ['python', 'temperature = 1\n', 'tempe', 'temperature'],
    ['java', '', 'StringB', 'StringBuilder'],
    ['javascript', '', 'setTi', 'setTimeout'],
  ] as const) {
    await edit(ide, language, start);
    await page.keyboard.type(typed);
    await expect(offers.filter({ hasText: offer }).first(), `${language}: ${offer}`).toBeVisible();
    await page.keyboard.press('Escape');
  }
  await edit(ide, 'java', '');
  await page.keyboard.type('sout');
  await offers.filter({ hasText: 'sout' }).first().click();
  expect(await code(ide)).toBe('System.out.println();');
});

test('comments are toggled, code is folded, and several carets type at once', async ({ ide, page }) => {
  await edit(ide, 'python', 'def f():\n    return 1');
  await page.keyboard.press('Control+/');
  expect(await code(ide)).toBe('def f():\n    # return 1');
  await page.keyboard.press('Control+/');
  await page.locator('.cm-foldGutter [title="Fold line"]').click();
  await expect(page.locator('.cm-foldPlaceholder')).toBeVisible();
  await page.locator('.cm-foldPlaceholder').click();
  await expect(page.locator('.cm-foldPlaceholder')).toBeHidden();

  await edit(ide, 'python', 'one = 1\none += one');
  await page.keyboard.press('Control+Home');
  for (let count = 0; count < 3; count += 1) await page.keyboard.press('Control+d');
  await page.keyboard.type('two');
  expect(await code(ide)).toBe('two = 1\ntwo += two');
});

test('search and replace', async ({ ide, page }) => {
  await edit(ide, 'python', 'one = 1\nprint(one)');
  await page.keyboard.press('Control+f');
  const search = page.locator('.cm-search');
  await search.locator('[name=search]').fill('one');
  await search.locator('input[name=replace]').fill('two');
  await search.getByRole('button', { name: 'replace all' }).click();
  expect(await code(ide)).toBe('two = 1\nprint(two)');
  await page.keyboard.press('Escape');
  await expect(search).toBeHidden();
});

test('a document that is opened again is as it was left', async ({ ide, page }) => {
  await edit(ide, 'python', Array.from({ length: 200 }, (_, n) => `line_${n} = ${n}`).join('\n'));
  await page.keyboard.type('\nlast = 1');
  const scroll = () => page.locator('.cm-scroller').evaluate((element) => Math.round(element.scrollTop));
  const before = await scroll();
  expect(before).toBeGreaterThan(1000);
  await edit(ide, 'java', '');
  await page.keyboard.press('Control+z');
  expect(await code(ide)).not.toContain('line_1');
  await ide.language.selectOption('python');
  await expect.poll(scroll).toBe(before);
  await page.locator('#editor .cm-content').focus();
  await page.keyboard.type('23');
  expect(await code(ide)).toMatch(/last = 123$/);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  // What was typed before it was left is undone as well.
  expect(await code(ide)).not.toContain('last = 1');
});

/** Opens the settings. */
async function settings(page: Page) {
  await page.getByRole('button', { name: 'Settings' }).click();
  return page.getByRole('dialog', { name: 'Settings' });
}

test('the keys of vi can be chosen, and stay chosen', async ({ ide, page }) => {
  await edit(ide, 'python', 'one = 1\ntwo = 2\nprint("ran")');
  const vim = (await settings(page)).getByLabel('Vim keys in the editor');
  await vim.check();
  await expect(page.locator('.cm-vim-panel')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.locator('#editor .cm-content').focus();
  await page.keyboard.type('ggddix');
  await expect.poll(() => code(ide)).toBe('xtwo = 2\nprint("ran")');
  await page.keyboard.press('Escape');
  await page.keyboard.type('u:w');
  await page.keyboard.press('Enter');
  await expect.poll(() => code(ide)).toBe('two = 2\nprint("ran")');
  for (const mode of ['', 'i']) {
    await page.locator('#editor .cm-content').focus();
    await page.keyboard.type(mode);
    await page.keyboard.press('Control+Enter');
    await ide.expectTerminal(/^ran$/m);
    await ide.expectState('FINISHED');
    await page.getByRole('button', { name: 'Clear the terminal' }).click();
  }
  expect(await code(ide)).toBe('two = 2\nprint("ran")');

  await page.reload();
  await ide.ready();
  await expect(page.locator('.cm-vim-panel')).toBeVisible();
  // In every document.
  await edit(ide, 'java', 'a\nb');
  await page.keyboard.type('ggdd');
  expect(await code(ide)).toBe('b');
  await (await settings(page)).getByLabel('Vim keys in the editor').uncheck();
  await expect(page.locator('.cm-vim-panel')).toBeHidden();
  await page.keyboard.press('Escape');
  await page.locator('#editor .cm-content').focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('dd');
  expect(await code(ide)).toBe('bdd');
});

test('the modules of vi are fetched by those who want them only', async ({ ide, page }) => {
  await expect(ide.run).toBeEnabled();
  const fetched = () => page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => /\/vim-/.test(name)).length);
  expect(await fetched()).toBe(0);
  await (await settings(page)).getByLabel('Vim keys in the editor').check();
  await expect.poll(fetched).toBe(1);
});

test('the font has the size that was set, also before the editor is there', async ({ ide, page }) => {
  const size = (selector: string) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).fontSize);
  expect(await size('.cm-content')).toBe('14px');
  await (await settings(page)).getByLabel('Font size').selectOption('20');
  await expect.poll(() => size('.cm-content')).toBe('20px');
  await page.keyboard.press('Escape');
  // The caret is where the text is.
  await edit(ide, 'python', 'one\ntwo\nthree');
  const bottom = (selector: string) => page.locator(selector).last().evaluate((element) => element.getBoundingClientRect().bottom);
  expect(Math.abs((await bottom('.cm-cursor-primary')) - (await bottom('.cm-line')))).toBeLessThan(8);
  await page.route('**/vendor/editor/**', () => undefined);
  await page.reload({ waitUntil: 'commit' });
  await expect.poll(() => size('.static-code')).toBe('20px');
});

test('Escape, then Tab, leaves the editor', async ({ ide, page }) => {
  await edit(ide, 'python', 'x');
  await page.keyboard.press('Tab');
  await expect(page.locator('#editor .cm-content')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(page.locator('#editor .cm-content')).not.toBeFocused();
});
