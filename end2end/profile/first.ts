// The ways to a first program, each in a browser that has not been here before. What of the front end runs on them is
// fetched first by everyone; what does not comes later.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { expect, test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';

/** Where `cargo xtask profile` has put the front end that tells which of its functions run. */
const INSTRUMENTED = process.env.MADANG_INSTRUMENTED ?? '';

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 900, height: 700 };
const PHONE = { width: 390, height: 844 };

/** Runs each language's example. */
async function runAll(ide: Ide): Promise<void> {
  for (const language of ['python', 'javascript', 'java']) {
    await ide.language.selectOption(language);
    await ide.run.click();
    await ide.expectState('FINISHED');
  }
}

/** What a visitor does, and with which browser. */
const WAYS: { browser: BrowserContextOptions; visit: (ide: Ide) => Promise<void> }[] = [
  { browser: { viewport: NARROW, locale: 'en-US' }, visit: runAll },
  { browser: { viewport: PHONE, locale: 'ko-KR', colorScheme: 'dark', hasTouch: true, isMobile: true }, visit: runAll },
  {
    browser: { viewport: WIDE, locale: 'en-US', colorScheme: 'dark' },
    visit: async (ide) => {
      await ide.page.locator('.cm-content').click();
      await ide.page.keyboard.press('Control+a');
      await ide.page.keyboard.insertText('print("Hello,", input("Your name? "))\ninput()\n');
      await ide.page.keyboard.press('Control+Enter');
      await ide.expectTerminal('Your name?');
      await ide.type('마당\n');
      await ide.expectTerminal('Hello, 마당');
      await ide.stop.click();
      await ide.expectState('STOPPED');
    },
  },
];

async function instrument(page: Page): Promise<void> {
  for (const file of ['madang.wasm', 'madang.js'])
    await page.route(`**/pkg/${file}`, (route) => route.fulfill({ path: join(INSTRUMENTED, file) }));
}

test('what runs until a program has run', async ({ browser, server }) => {
  const ran = new Set<number>();
  for (const way of WAYS) {
    const context = await browser.newContext({ baseURL: server.url, ...way.browser });
    const page = await context.newPage();
    await instrument(page);
    await way.visit(await Ide.open(page));
    const numbers = await page.evaluate(() => [...(window as unknown as { ran: Set<number> }).ran]);
    for (const number of numbers) ran.add(number);
    await context.close();
  }
  expect(ran.size).toBeGreaterThan(0);
  await writeFile(join(INSTRUMENTED, 'ran.txt'), [...ran].join('\n'));
});
