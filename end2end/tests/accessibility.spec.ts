// What people who do not see the page, or do not see it well, are told: axe finds nothing, and the tree is what it should be.

import { violations } from '../lib/axe.ts';
import { expect, test } from '../lib/fixtures.ts';
import { SLEEP } from '../lib/programs.ts';
import { choose } from '../lib/settings.ts';

test.use({ settings: { MAX_RUNNING: '1' } });
// Each look of axe takes seconds on a busy machine, and there are many.
test.describe.configure({ timeout: 180_000 });

for (const locale of ['en-US', 'ko-KR']) {
  test.describe(locale, () => {
    test.use({ locale });

    test('axe finds nothing in any state of a run', async ({ ide, openIde }) => {
      expect(await violations(ide)).toEqual([]);

      await ide.start('python', 'print("\\x1b[31mred\\x1b[0m \\x1b[93;44mbright\\x1b[0m")\ninput("name? ")\n');
      await ide.expectTerminal('name? ');
      expect(await violations(ide)).toEqual([]);

      const other = await openIde();
      await other.start('python', SLEEP.python);
      await expect(other.queue).toBeVisible();
      expect(await violations(other)).toEqual([]);
      await other.stop.click();
      await other.expectState('STOPPED');
      expect(await violations(other)).toEqual([]);

      await ide.type('\n');
      await ide.expectState('FINISHED');
      expect(await violations(ide)).toEqual([]);
    });

    test('axe finds nothing on a phone', async ({ ide }) => {
      await ide.page.setViewportSize({ width: 390, height: 844 });
      expect(await violations(ide)).toEqual([]);
      await ide.start('python', 'print("small")\n');
      await ide.expectState('FINISHED');
      expect(await violations(ide)).toEqual([]);
    });
  });
}

test('axe finds nothing in the settings, in the search, and with pipes', async ({ ide }) => {
  await ide.page.getByRole('button', { name: 'Settings' }).click();
  await expect(ide.page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  expect(await violations(ide)).toEqual([]);
  await ide.page.keyboard.press('Escape');
  await choose(ide, /^Pipes/);
  await ide.start('python', 'import sys\nprint("out")\nprint("err", file=sys.stderr)\ninput()\n');
  await ide.expectTerminal('err');
  await ide.page.locator('#terminal').click();
  await ide.page.keyboard.press('Control+f');
  await expect(ide.page.getByRole('textbox', { name: /find/i })).toBeFocused();
  expect(await violations(ide)).toEqual([]);
  await ide.page.setViewportSize({ width: 390, height: 844 });
  expect(await violations(ide)).toEqual([]);
  await ide.stop.click();
  await ide.expectState('STOPPED');
});

test('axe finds nothing where a program failed, and with the keys of vi', async ({ ide }) => {
  await ide.page.getByRole('button', { name: 'Settings' }).click();
  await ide.page.getByRole('dialog', { name: 'Settings' }).getByLabel('Vim keys in the editor').check();
  await ide.page.keyboard.press('Escape');
  await ide.start('python', 'def half(n):\n    return 1 / n\n\nhalf(0)\n');
  await expect(ide.page.locator('.problem')).toHaveCount(2);
  await ide.page.locator('#editor .cm-lint-marker-error').hover();
  await expect(ide.page.locator('.cm-tooltip-lint')).toBeVisible();
  expect(await violations(ide)).toEqual([]);
  await ide.page.setViewportSize({ width: 390, height: 844 });
  expect(await violations(ide)).toEqual([]);
});

test('the tree of the page before anything ran', async ({ ide }) => {
  await expect(ide.page.locator('.ide')).toMatchAriaSnapshot(`
    - banner:
      - button "Project"
      - heading "Madang 마당" [level=1]
      - combobox "Language"
      - button "Examples"
      - button "Stop" [disabled]
      - button "Run"
    - main:
      - region "Editor":
        - heading "Files" [level=2]
        - tablist "Files":
          - tab "Started by Run main.py" [selected]
        - button "New file"
        - button "This file"
        - tabpanel "main.py":
          - textbox "Editor"
      - separator "Size of the editor"
      - region "Terminal":
        - heading "Terminal" [level=2]
        - textbox "Terminal input"
    - contentinfo "Status":
      - status: Nothing has run yet
  `);
});

test('what is said aloud as a run goes on, and that Stop can be pressed only then', async ({ ide }) => {
  const said = ide.page.locator('.status').getByRole('status');
  await ide.start('python', 'input("name? ")\n');
  await expect(said).toHaveText(/^RUNNING/);
  await expect(ide.page.locator('.header')).toMatchAriaSnapshot(`
    - banner:
      - button "Stop"
      - button "Run"
  `);
  await expect(ide.stop).toBeEnabled();
  await ide.type('x\n');
  await expect(said).toHaveText(/^FINISHED Finished normally/);
  await expect(ide.stop).toBeDisabled();
  await ide.start('python', SLEEP.python);
  await ide.expectTerminal('sleeping');
  await ide.stop.click();
  await expect(said).toHaveText(/^STOPPED Stopped by you/);
});
