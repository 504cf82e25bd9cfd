// The ways to a first program, each in a browser that has not been here before. What of the front end runs on them is
// fetched first by everyone; what does not comes later.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { expect, test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';

/** Where `cargo xtask profile` has put the front end that tells which of its functions run. */
const INSTRUMENTED = process.env.MADANG_INSTRUMENTED ?? '';

/** Runs each language's example. */
async function runAll(ide: Ide): Promise<void> {
  for (const language of ['python', 'javascript', 'java']) {
    await ide.language.selectOption(language);
    await ide.run.click();
    await ide.expectState('FINISHED');
  }
}

/** Writes a program, writes on while it waits, leaves with that, and answers it. */
async function talk(ide: Ide): Promise<void> {
  const { page } = ide;
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('print("Hello,", input("Your name? "))\ninput()\n');
  await page.keyboard.press('Control+Enter');
  await ide.expectTerminal('Your name?');
  // A page that is left keeps what was written last, at a moment when nothing more can be fetched.
  await page.locator('.cm-content').click();
  await page.keyboard.insertText('# more');
  await page.evaluate(() => {
    for (const hidden of [true, false]) {
      Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }
    for (const name of ['pagehide', 'pageshow']) window.dispatchEvent(new PageTransitionEvent(name));
  });
  await ide.type('마당\n');
  await ide.expectTerminal('Hello, 마당');
  await ide.stop.click();
  await ide.expectState('STOPPED');
}

const WIDE: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, locale: 'en-US' };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, locale: 'ko-KR', colorScheme: 'dark', hasTouch: true, isMobile: true };

/** With which browser a visitor comes, and what for. */
const WAYS: [BrowserContextOptions, (ide: Ide) => Promise<void>][] = [
  [WIDE, runAll],
  [PHONE, runAll],
  [{ ...WIDE, colorScheme: 'dark' }, talk],
  [{ ...WIDE, viewport: { width: 900, height: 700 }, locale: 'ko-KR' }, talk],
];

async function instrument(page: Page): Promise<void> {
  for (const file of ['madang.wasm', 'madang.js'])
    await page.route(`**/pkg/${file}`, (route) => route.fulfill({ path: join(INSTRUMENTED, file) }));
}

test('what runs until a program has run', async ({ browser, server }) => {
  const ran = new Set<number>();
  for (const [options, visit] of WAYS) {
    const context = await browser.newContext({ baseURL: server.url, ...options });
    const page = await context.newPage();
    await instrument(page);
    await visit(await Ide.open(page));
    const numbers = await page.evaluate(() => [...(window as unknown as { ran: Set<number> }).ran]);
    for (const number of numbers) ran.add(number);
    await context.close();
  }
  expect(ran.size).toBeGreaterThan(0);
  await writeFile(join(INSTRUMENTED, 'ran.txt'), [...ran].join('\n'));
});
