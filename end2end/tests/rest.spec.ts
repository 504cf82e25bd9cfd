// What of the WebAssembly no program needs comes later. Whoever calls it before then waits for it, and nobody needs it who
// only runs a program: where that is no longer so, `cargo xtask profile` finds anew what is needed.

import type { BrowserContextOptions, Page } from '@playwright/test';
import { expect, test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';
import { BINARY } from '../lib/server.ts';

const REST = '**/pkg/madang.rest.wasm';

test.skip(BINARY.includes('/debug/'), 'the debug build is in one piece');

/** How the page asked for the rest, in order: `fetch` ahead of its use, `xhr` where it was called and missing. */
function asked(page: Page): string[] {
  const kinds: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('.rest.wasm')) kinds.push(request.resourceType());
  });
  return kinds;
}

const VISITORS: { who: string; browser: BrowserContextOptions }[] = [
  { who: 'in English', browser: { locale: 'en-US', viewport: { width: 1440, height: 900 } } },
  { who: 'in Korean on a dark phone', browser: { locale: 'ko-KR', viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true } },
];

for (const { who, browser: options } of VISITORS)
  test(`a first visit ${who} runs programs in all languages without the rest`, async ({ browser, server }) => {
    const context = await browser.newContext({ baseURL: server.url, ...options });
    const page = await context.newPage();
    await page.route(REST, (route) => route.abort());
    const kinds = asked(page);
    const ide = await Ide.open(page);
    for (const language of ['python', 'javascript', 'java']) {
      await ide.language.selectOption(language);
      await ide.run.click();
      await ide.expectState('FINISHED');
    }
    await expect.poll(() => kinds).toContain('fetch');
    expect(kinds).not.toContain('xhr');
    await context.close();
  });

test('who leaves before the rest is there finds program and run again', async ({ page }) => {
  await page.route(REST, (route) => route.abort());
  const kinds = asked(page);
  const ide = await Ide.open(page);
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('print("before")\nprint("hello", input())\n');
  await ide.run.click();
  await ide.expectTerminal('before');
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('# kept');
  await page.unroute(REST);
  await page.reload();
  await Ide.attach(page);
  expect(kinds).not.toContain('xhr');
  await expect(page.locator('#editor')).toContainText('# kept');
  await ide.expectState('RUNNING');
  await ide.expectTerminal('before');
  await ide.type('there\n');
  await ide.expectTerminal('hello there');
});

test('what is called before the rest is there waits for it', async ({ page }) => {
  await page.route(REST, (route) => (route.request().resourceType() === 'fetch' ? route.abort() : route.continue()));
  const kinds = asked(page);
  await Ide.open(page);
  await expect.poll(() => kinds).toEqual(['fetch']);
  await page.keyboard.press('Control+Shift+P');
  await expect(page.locator('.palette-item').first()).toBeVisible();
  expect(kinds).toEqual(['fetch', 'xhr']);
});

test('a rest that could not be fetched is fetched again before it is called', async ({ page }) => {
  await page.route(REST, (route) => route.abort(), { times: 1 });
  const kinds = asked(page);
  const again = page.waitForResponse((response) => response.url().endsWith('.rest.wasm'));
  await Ide.open(page);
  await (await again).finished();
  await page.evaluate(async () => (await import('/pkg/madang.js' as string)).rest());
  await page.keyboard.press('Control+Shift+P');
  await expect(page.locator('.palette-item').first()).toBeVisible();
  expect(kinds).not.toContain('xhr');
});

for (const [locale, words] of [
  ['en-US', /^Part of this page could not be loaded\. Reload$/],
  ['ko-KR', /^페이지의 일부를 불러오지 못했습니다\. 새로 고침$/],
] as const)
  test(`a page that cannot get the rest says so, and keeps the program when it is loaded again, ${locale}`, async ({ browser, server }) => {
    const page = await browser.newPage({ baseURL: server.url, locale });
    await page.route(REST, (route) => route.abort());
    await Ide.open(page);
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('print("kept")');
    const kept = () => page.evaluate(() => Object.values(localStorage).some((text) => String(text).includes('kept')));
    await expect.poll(kept).toBe(true);
    await page.keyboard.press('Control+Shift+P');
    const notice = page.locator('#not-started');
    await expect(notice).toHaveText(words);
    await expect(notice).toBeInViewport();
    await page.unroute(REST);
    await notice.getByRole('link').click();
    const ide = await Ide.attach(page);
    await expect(notice).toBeHidden();
    await expect(page.locator('#editor')).toContainText('print("kept")');
    await ide.run.click();
    await ide.expectTerminal('kept');
    await page.close();
  });

test('who comes back has the rest before the page lives', async ({ page }) => {
  const kinds = asked(page);
  await Ide.open(page);
  await page.evaluate(() => window.madang.setCode('# kept'));
  await expect.poll(() => page.evaluate(() => localStorage.length)).toBeGreaterThan(0);
  await expect.poll(() => kinds).toEqual(['fetch']);
  await page.reload();
  await Ide.attach(page);
  expect(kinds).toEqual(['fetch', 'fetch']);
});

test('who comes by a shared link has the rest before the page lives', async ({ page }) => {
  const kinds = asked(page);
  await page.goto('/#project=1.damaged');
  await Ide.attach(page);
  expect(kinds).toEqual(['fetch']);
  await expect(page.getByTestId('toast')).toContainText('This link is damaged');
  expect(kinds).toEqual(['fetch']);
});
