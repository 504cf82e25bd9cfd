// The page at the sizes, in the themes and in the languages that people have: all of it is there and in reach.
//
// With MADANG_SCREENSHOTS set to a folder the main states are also photographed: `cargo xtask screenshots`.

import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../lib/fixtures.ts';
import type { Ide } from '../lib/ide.ts';
import { newFile, projectMenu, tab } from '../lib/project.ts';

const GUESS = `# A number guessing game.
secret = 42
print("\\x1b[1mGuess my number\\x1b[0m, from 1 to 100.")
tries = 0
while True:
    guess = int(input("Your guess: "))
    tries += 1
    if guess < secret:
        print("\\x1b[33mHigher!\\x1b[0m")
    elif guess > secret:
        print("\\x1b[36mLower!\\x1b[0m")
    else:
        print(f"\\x1b[32mRight, after {tries} tries.\\x1b[0m")
        break
`;
const FAILS = `from greeting import of

for name in ["마당", "world", None]:
    print(of(name))
`;
const GREETING = `def of(name):
    return "안녕, " + name
`;

const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 900, height: 700 }, phone: { width: 390, height: 844 } };

/** What the documents show. */
const SHOWN = [
  'wide-light-en-game',
  'wide-dark-ko-problems',
  'wide-dark-ko-projects',
  'narrow-light-ko-palette',
  'narrow-dark-en-share',
  'phone-light-en-problems',
  'phone-dark-ko-game',
];

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.MADANG_SCREENSHOTS;
  if (folder !== undefined && SHOWN.includes(name)) await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

/** Nothing sticks out of the window, and Run is in it. */
async function expectInReach(ide: Ide): Promise<void> {
  const { page } = ide;
  const out = await page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    const beyond = [...document.querySelectorAll('button, input, select, [role=tab], dialog[open]')].filter((element) => {
      const box = element.getBoundingClientRect();
      const scrolls = element.closest('.tabs, .menu, .dialog-body, .problems ul, .xterm, .cm-editor, .visually-hidden') !== null;
      return box.width > 1 && !scrolls && (box.left < -1 || box.right > innerWidth + 1 || box.top < -1 || box.bottom > innerHeight + 1);
    });
    return { across: scrollWidth - clientWidth, down: scrollHeight - clientHeight, beyond: beyond.map((element) => element.outerHTML.slice(0, 80)) };
  });
  expect(out).toEqual({ across: 0, down: 0, beyond: [] });
  await expect(ide.run).toBeInViewport({ ratio: 1 });
}

for (const [size, theme, locale] of [
  ['wide', 'light', 'en-US'],
  ['wide', 'dark', 'ko-KR'],
  ['narrow', 'light', 'ko-KR'],
  ['narrow', 'dark', 'en-US'],
  ['phone', 'light', 'en-US'],
  ['phone', 'dark', 'ko-KR'],
] as const) {
  test.describe(`${size}, ${theme}, ${locale}`, () => {
    test.use({ locale, colorScheme: theme, viewport: SIZES[size] });

    test('everything is in reach, whatever happens', async ({ ide, page }) => {
      const name = (state: string) => `${size}-${theme}-${locale.slice(0, 2)}-${state}`;
      await expectInReach(ide);
      await shot(page, name('start'));

      await ide.start('python', GUESS);
      await ide.expectTerminal('Your guess: ');
      await expectInReach(ide);
      for (const [guess, answer] of [['50', 'Lower!'], ['25', 'Higher!'], ['42', 'Right']] as const) {
        await ide.type(`${guess}\n`);
        await ide.expectTerminal(new RegExp(`: ${guess}\\s+${answer}`));
      }
      await ide.expectState('FINISHED');
      await shot(page, name('game'));

      if (size === 'phone') await page.locator('.pane-switch .tab').first().click();
      await newFile(page, 'greeting.py', GREETING);
      await tab(page, 'main.py').click();
      await page.evaluate((text) => window.madang.setCode(text), FAILS);
      await ide.run.click();
      await ide.expectTerminal('TypeError');
      await expect(page.locator('.problem').first()).toBeVisible();
      await expectInReach(ide);
      if (size === 'phone') await page.locator('.pane-switch .tab').first().click();
      await shot(page, name('problems'));

      for (const [command, state] of [['Projects', 'projects'], ['Share', 'share'], ['Palette', 'palette'], ['Shortcuts', 'shortcuts']] as const) {
        await projectMenu(page, command);
        await expect(page.locator('#dialog')).toBeVisible();
        if (command === 'Share') await expect(page.locator('#share-link')).toBeVisible();
        await expectInReach(ide);
        await shot(page, name(state));
        await page.keyboard.press('Escape');
        await expect(page.locator('#dialog')).toBeHidden();
      }
    });
  });
}
