// Apple's keyboards: Cmd takes the place of Ctrl for commands, and Ctrl stays the terminal's.

import { expect, test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';
import { projectMenu } from '../lib/project.ts';

test.use({
  userAgent:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
});

test.beforeEach(async ({ page }) => {
  // The editor asks for this one.
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'platform', { get: () => 'MacIntel' }));
});

test('Cmd runs, stops, searches and opens the palette, and Ctrl+C interrupts', async ({ page }) => {
  const ide = await Ide.open(page);
  await ide.write('python', 'import time\nprint("on", flush=True)\ntime.sleep(60)');
  await page.locator('#editor .cm-content').click();
  await page.keyboard.press('Meta+Enter');
  await ide.expectTerminal('on');
  await page.keyboard.press('Control+c');
  await ide.expectTerminal('KeyboardInterrupt');
  await ide.expectState('FINISHED');

  await page.locator('#editor .cm-content').click();
  await page.keyboard.press('Meta+f');
  await expect(page.locator('#editor .cm-search')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Meta+Shift+P');
  await expect(page.locator('.palette-input')).toBeFocused();
  await page.keyboard.press('Escape');

  await page.keyboard.press('Meta+Enter');
  await ide.expectState('RUNNING');
  await page.keyboard.press('Meta+Shift+Enter');
  await ide.expectState('STOPPED');
});

test('keys are named as on the keyboard, in the page that the server sends too', async ({ page, request }) => {
  expect(await (await request.get('/')).text()).toContain('<kbd>⌘');
  await Ide.open(page);
  await expect(page.locator('#run')).toHaveAttribute('title', '⌘+Enter');
  await expect(page.locator('.empty kbd').first()).toHaveText('⌘');
  await projectMenu(page, 'Shortcuts');
  const keys = (name: string) => page.locator('.shortcuts div').filter({ hasText: name }).locator('kbd');
  await expect(keys('Interrupt the program')).toHaveText(['Ctrl', 'C']);
  await expect(keys('Find in the editor')).toHaveText(['⌘', 'F']);
});
