// What is seen before any script has run, and that nothing moves when they have.

import type { Page } from '@playwright/test';
import { expect, test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';

test('the frame and the code are there without any script', async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Madang');
  await expect(page.getByRole('button', { name: /^Run/ })).toBeVisible();
  await expect(page.locator('select#language')).toBeVisible();
  await expect(page.locator('#editor .static-code')).toContainText('print(');
  await expect(page.locator('#terminal')).toBeVisible();
  await context.close();
});

for (const [locale, words] of [
  ['en-US', /Part of this page could not be loaded\. Reload$/],
  ['ko-KR', /페이지의 일부를 불러오지 못했습니다\. 새로 고침$/],
] as const) {
  test(`a page that cannot be loaded in full says so and can be loaded again, ${locale}`, async ({ browser, server }) => {
    for (const part of ['/pkg/madang.wasm', '/pkg/madang.js', '/vendor/xterm/xterm.js', '/vendor/editor/core.js']) {
      const context = await browser.newContext({ baseURL: server.url, locale });
      const page = await context.newPage();
      await page.route(`**${part}`, (route) => route.abort());
      await page.goto('/');
      const notice = page.getByRole('alert');
      await expect(notice, part).toHaveText(words);
      await expect(notice).toBeInViewport();
      await page.unroute(`**${part}`);
      await notice.getByRole('link').click();
      await Ide.attach(page);
      await expect(notice).toBeHidden();
      await context.close();
    }
  });
}

test('a browser that lacks what the editor needs is told of it, too', async ({ browser, server }) => {
  const page = await browser.newPage({ baseURL: server.url });
  await page.addInitScript(() => Object.assign(window, { MutationObserver: undefined }));
  await page.goto('/');
  await expect(page.getByRole('alert')).toHaveText(/^Part of this page could not be loaded/);
  await expect(page.locator('#editor .static-code')).toBeVisible();
  await page.close();
});

/** Notes from the first byte of every page on what shifts in it, by how much and from where to where. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    interface Shift extends PerformanceEntry {
      value: number;
      sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
    }
    const shifts: string[] = [];
    const place = ({ x, y, width, height }: DOMRectReadOnly) => `${width}x${height} at ${x},${y}`;
    const name = (node: Node | null) => (node instanceof Element ? node.outerHTML.slice(0, 200) : node?.nodeValue);
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    const note = (entries: PerformanceEntryList) => {
      for (const { value, startTime, sources } of entries as Shift[]) {
        const moved = sources.map(({ node, previousRect, currentRect }) => `${name(node)}: ${place(previousRect)} to ${place(currentRect)}`);
        shifts.push(`${value} after ${startTime} ms: ${moved.join('; ')}`);
      }
    };
    observer.observe({ type: 'layout-shift', buffered: true });
    Object.assign(window, { shifts: () => (note(observer.takeRecords()), shifts) });
  });
}

/** What has shifted in the page since its first byte. */
async function shifts(page: Page): Promise<string[]> {
  await expect(page.locator('.cm-line span[class]').first()).toBeVisible();
  return page.evaluate(() => (window as unknown as { shifts(): string[] }).shifts());
}

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 900, height: 700 },
  { width: 390, height: 844 },
]) {
  test(`nothing shifts at ${viewport.width}x${viewport.height}, with the example or with kept code`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await watchShifts(page);
    await Ide.open(page);
    expect(await shifts(page), 'with the example').toEqual([]);

    await page.evaluate(() => window.madang.setCode('# kept\n'.repeat(60)));
    const keptCode = () => page.evaluate(() => Object.values(localStorage).some((text) => String(text).includes('# kept')));
    await expect.poll(keptCode).toBe(true);
    await page.reload();
    await expect(page.locator('#editor')).toContainText('# kept');
    await Ide.attach(page);
    expect(await shifts(page), 'with kept code').toEqual([]);
  });
}
