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

/** How much the page shifts from its first byte on. */
async function shift(page: Page, open: () => Promise<Ide>): Promise<number> {
  await page.addInitScript(() => {
    Object.assign(window, { shifts: [] });
    new PerformanceObserver((list) => {
      const { shifts } = window as unknown as { shifts: number[] };
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await open();
  await expect(page.locator('.cm-line span[class]').first()).toBeVisible();
  const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
  return shifts.reduce((sum, value) => sum + value, 0);
}

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 900, height: 700 },
  { width: 390, height: 844 },
]) {
  test(`nothing shifts at ${viewport.width}x${viewport.height}, with the example or with kept code`, async ({ page }) => {
    await page.setViewportSize(viewport);
    expect(await shift(page, () => Ide.open(page)), 'with the example').toBe(0);

    await page.evaluate(() => window.madang.setCode('# kept\n'.repeat(60)));
    const keptCode = () => page.evaluate(() => Object.values(localStorage).some((text) => String(text).includes('# kept')));
    await expect.poll(keptCode).toBe(true);
    const kept = async () => {
      await page.reload();
      await expect(page.locator('#editor')).toContainText('# kept');
      return Ide.attach(page);
    };
    expect(await shift(page, kept), 'with kept code').toBe(0);
  });
}
