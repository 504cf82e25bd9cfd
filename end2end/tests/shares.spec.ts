// Each browser has a share of pages and of runs; who has used it up is told so.

import { expect, test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';

test.use({ settings: { SOCKETS_PER_CLIENT_MAX: '1', RUNS_PER_MINUTE_CLIENT: '1' } });

test('a page too many says so, and works once another one is closed', async ({ ide, page, context }) => {
  await ide.start('python', "print('first')");
  await ide.expectTerminal('first');
  const other = await context.newPage();
  const second = await Ide.open(other);
  await expect(second.banner).toContainText('Too many pages of Madang are open. Close some of them.');
  await page.close();
  // It tries again by itself, after half a minute at the latest.
  await expect(second.banner).toBeHidden({ timeout: 40_000 });
});

test('a run too many says when the next may come', async ({ ide }) => {
  await ide.start('python', "print('once')");
  await ide.expectTerminal('once');
  await ide.expectState('FINISHED');
  await ide.run.click();
  await expect(ide.banner).toContainText('Too many runs in a short time. Try again in');
});
