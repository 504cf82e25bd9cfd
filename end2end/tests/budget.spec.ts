// What the page costs before a program runs, part by part. A part that outgrows its budget is made smaller, or fetched
// when it is needed; docs/performance.md tells how.

import { countTransfers, type Transfer } from '../lib/transfers.ts';
import { expect, test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';
import { BINARY } from '../lib/server.ts';

/** Kilobytes (1,000 bytes), headers included. The goal is 320 in all. */
const BUDGETS: { part: string; of: RegExp; kilobytes: number }[] = [
  { part: 'the page', of: /^\/(\?|$)|^\/favicon/, kilobytes: 12 },
  { part: 'style', of: /\.css/, kilobytes: 9 },
  { part: 'WebAssembly', of: /^\/pkg\/.*\.wasm/, kilobytes: 240 },
  { part: "WebAssembly's JavaScript", of: /^\/pkg\/.*\.js/, kilobytes: 10 },
  { part: 'editor', of: /^\/vendor\/editor\/(core|editor)\.js/, kilobytes: 95 },
  { part: 'a language, and what waits until the browser is idle', of: /^\/vendor\/editor\//, kilobytes: 60 },
  { part: 'terminal', of: /^\/vendor\/xterm\//, kilobytes: 82 },
];

const TOTAL_KILOBYTES = 480;

const RELOAD_KILOBYTES = 10;

const sum = (transfers: Transfer[]) => transfers.reduce((bytes, transfer) => bytes + transfer.bytes, 0) / 1000;

const list = (transfers: Transfer[]) => transfers.map(({ path, bytes }) => `${path}: ${bytes}`).join('\n');

test.skip(BINARY.includes('/debug/'), 'a debug binary serves what is neither small nor compressed');

test('a first visit runs a program within the budget, and a reload transfers next to nothing', async ({ page }) => {
  const transferred = await countTransfers(page);
  const ide = await Ide.open(page);
  await expect(page.locator('.cm-line span[class]').first()).toBeVisible();
  await ide.start('python', 'print("https://example.org")');
  await expect(ide.state).toHaveText('FINISHED');
  await page.waitForLoadState('networkidle');
  const first = transferred();
  // A file belongs to the first part that it fits.
  const partOf = (path: string) => BUDGETS.find(({ of }) => of.test(path))?.part;
  const parts = BUDGETS.map(({ part, kilobytes }) => {
    const spent = sum(first.filter(({ path }) => partOf(path) === part));
    console.log(`  ${part}: ${spent.toFixed(1)} of ${kilobytes} KB`);
    return { part, spent, kilobytes };
  });
  console.log(`  in all: ${sum(first).toFixed(1)} of ${TOTAL_KILOBYTES} KB`);
  expect.soft(first.filter(({ path }) => partOf(path) === undefined), 'in no part').toEqual([]);
  expect.soft(first.filter(({ encoding, bytes }) => encoding !== 'br' && bytes > 1500), 'not compressed').toEqual([]);
  expect.soft(parts.filter(({ spent, kilobytes }) => spent > kilobytes), list(first)).toEqual([]);
  expect.soft(sum(first), list(first)).toBeLessThanOrEqual(TOTAL_KILOBYTES);

  await page.reload();
  await Ide.attach(page);
  await page.waitForLoadState('networkidle');
  const again = transferred();
  console.log(`  a reload: ${sum(again).toFixed(1)} of ${RELOAD_KILOBYTES} KB`);
  expect(sum(again), list(again)).toBeLessThan(RELOAD_KILOBYTES);
});
