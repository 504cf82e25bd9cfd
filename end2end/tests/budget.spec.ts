// What the page costs before a program runs, part by part. A part that outgrows its budget is made smaller, or fetched
// when it is needed; docs/performance.md tells how. Where the WebAssembly does, `cargo xtask profile` finds anew what of it
// can come later.

import type { Page } from '@playwright/test';
import { countTransfers, type Transfer } from '../lib/transfers.ts';
import { expect, test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';
import { BINARY } from '../lib/server.ts';

/** Kilobytes (1,000 bytes), headers included. A file belongs to the first part that it fits. */
const BUDGETS: { part: string; of: RegExp; kilobytes: number }[] = [
  { part: 'the page', of: /^\/(\?|$)|^\/favicon/, kilobytes: 7.5 },
  { part: 'style', of: /\.css/, kilobytes: 7.5 },
  { part: 'WebAssembly', of: /^\/pkg\/.*\.wasm/, kilobytes: 123 },
  { part: "WebAssembly's JavaScript", of: /^\/pkg\/.*\.js/, kilobytes: 6.5 },
  { part: 'editor', of: /^\/vendor\/editor\/(core|editor)\.js/, kilobytes: 85 },
  { part: 'a language', of: /^\/vendor\/editor\//, kilobytes: 25 },
  { part: 'terminal', of: /^\/vendor\/xterm\/xterm\.js/, kilobytes: 70 },
];

/** What it takes to run a program. */
const TOTAL_KILOBYTES = 320;

/** What comes while the page is taken up, when the browser is idle, or with the first output. */
const LATER_KILOBYTES = 101;

/** What of the WebAssembly no program needs: rest.spec.ts shows that. */
const REST = '/pkg/madang.rest.wasm';

const RELOAD_KILOBYTES = 10;

const sum = (transfers: Transfer[]) => transfers.reduce((bytes, transfer) => bytes + transfer.bytes, 0) / 1000;

const list = (transfers: Transfer[]) => transfers.map(({ path, bytes }) => `${path}: ${bytes}`).join('\n');

test.skip(BINARY.includes('/debug/'), 'a debug binary serves what is neither small nor compressed');

/** The files of the editor that this one cannot do without. */
async function withImports(page: Page, path: string): Promise<string[]> {
  const text = await (await page.request.get(path)).text();
  const imports = [...text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)].map(([, name]) => `/vendor/editor/${name}`);
  const further = await Promise.all(imports.map((file) => withImports(page, file)));
  return [path, ...further.flat()];
}

test('a first visit runs a program within the budget, and a reload transfers next to nothing', async ({ page }) => {
  const transferred = await countTransfers(page);
  const ide = await Ide.open(page);
  await expect(page.locator('.cm-line span[class]').first()).toBeVisible();
  await ide.start('python', 'print("https://example.org")');
  await expect(ide.state).toHaveText('FINISHED');
  const all: Transfer[] = [];
  // These are the last to come: the editor's extras and completions when nothing else is done, the rest after a run.
  const last = [/\.rest\.wasm/, /\/extras-/, /\/problems-/, /\/python-.*\n.*\/python-/s, /\/addon-serialize-/, /\/addon-web-links-/];
  await expect
    .poll(() => {
      all.push(...transferred());
      return last.filter((name) => !name.test(list(all)));
    })
    .toEqual([]);
  // The language comes before its completions.
  const language = all.find(({ path }) => path.includes('/python'))?.path ?? '';
  const editor = new Set([...(await withImports(page, '/vendor/editor/editor.js')), ...(await withImports(page, language))]);
  const isLater = ({ path }: Transfer) =>
    path === REST || path.startsWith('/vendor/xterm/addon-') || (path.startsWith('/vendor/editor/') && !editor.has(path));
  const later = all.filter(isLater);
  const first = all.filter((transfer) => !isLater(transfer));

  const partOf = (path: string) => BUDGETS.find(({ of }) => of.test(path))?.part;
  const parts = BUDGETS.map(({ part, kilobytes }) => {
    const spent = sum(first.filter(({ path }) => partOf(path) === part));
    console.log(`  ${part}: ${spent.toFixed(1)} of ${kilobytes} KB`);
    return { part, spent, kilobytes };
  });
  console.log(`  in all: ${sum(first).toFixed(1)} of ${TOTAL_KILOBYTES} KB; later: ${sum(later).toFixed(1)} of ${LATER_KILOBYTES} KB`);
  expect.soft(first.filter(({ path }) => partOf(path) === undefined), 'in no part').toEqual([]);
  expect.soft(all.filter(({ encoding, bytes }) => encoding !== 'br' && bytes > 1500), 'not compressed').toEqual([]);
  expect.soft(parts.filter(({ spent, kilobytes }) => spent > kilobytes), list(first)).toEqual([]);
  expect.soft(sum(first), list(first)).toBeLessThanOrEqual(TOTAL_KILOBYTES);
  expect.soft(sum(later), list(later)).toBeLessThanOrEqual(LATER_KILOBYTES);

  await page.reload();
  await Ide.attach(page);
  await page.waitForLoadState('networkidle');
  const again = transferred();
  console.log(`  a reload: ${sum(again).toFixed(1)} of ${RELOAD_KILOBYTES} KB`);
  expect(sum(again), list(again)).toBeLessThan(RELOAD_KILOBYTES);
});
