// What Lighthouse says of the page that can be said of one run on a busy machine; `cargo xtask bench lighthouse` is about
// its speed.

import { chromium } from '@playwright/test';
import { expect, test } from '../lib/fixtures.ts';
import { audit, chromiumArguments } from '../lib/lighthouse.mjs';
import { BINARY } from '../lib/server.ts';

const PORT = 9334;

test.skip(BINARY.includes('/debug/'), 'a debug binary serves what is neither small nor compressed');

test('accessibility and best practices are as good as can be measured, and nothing shifts', async ({ server }) => {
  test.setTimeout(180_000);
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: chromiumArguments(PORT) });
  // Best practices are judged by what is measured for performance, too.
  const report = await audit(server.url, 'mobile', PORT, ['performance', 'accessibility', 'best-practices']);
  await browser.close();
  console.log(`  ${JSON.stringify(report)}`);
  const failed = report.failed.join('\n');
  expect.soft(report.accessibility, failed).toBeGreaterThanOrEqual(95);
  expect.soft(report.bestPractices, failed).toBeGreaterThanOrEqual(95);
  expect.soft(report.layoutShift).toBe(0);
});
