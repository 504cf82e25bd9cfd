// axe finds nothing where something stands in the way: dialogs, menus, problems, banners, and a clock that ran out.

import { violations } from '../lib/axe.ts';
import { expect, networked as test } from '../lib/fixtures.ts';
import { SPIN } from '../lib/programs.ts';
import { fileMenu, newFile, projectMenu } from '../lib/project.ts';

test.use({ settings: { CLOCK_CPU_S: '1' } });
// Each look of axe takes seconds on a busy machine, and there are many.
test.describe.configure({ timeout: 180_000 });

for (const locale of ['en-US', 'ko-KR']) {
  test.describe(locale, () => {
    test.use({ locale });

    test('menus, dialogs, several files and the word about what was done', async ({ ide, page }) => {
      await page.locator('#project-menu-button').click();
      expect(await violations(ide)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('#new-file').click();
      await page.locator('#file-name').fill('main.py');
      await page.keyboard.press('Enter');
      await expect(page.locator('.naming-error')).toBeVisible();
      expect(await violations(ide)).toEqual([]);
      await page.keyboard.press('Escape');
      await newFile(page, 'b.py', 'b = 1');
      await fileMenu(page, 'DeleteFile');
      await expect(page.locator('#undo')).toBeVisible();
      expect(await violations(ide)).toEqual([]);
      for (const command of ['Examples', 'Projects', 'Share', 'Runs', 'Palette', 'Shortcuts']) {
        await projectMenu(page, command);
        await expect(page.locator('#dialog')).toBeVisible();
        expect(await violations(ide), command).toEqual([]);
        await page.keyboard.press('Escape');
      }
    });

    test('problems, a clock that ran out, and a server that is gone', async ({ ide, page, network }) => {
      await ide.start('python', 'print(1 / 0)');
      await expect(page.locator('.problem').first()).toBeVisible();
      expect(await violations(ide)).toEqual([]);
      await ide.start('python', SPIN.python);
      await ide.expectState('TIMEOUT');
      expect(await violations(ide)).toEqual([]);
      network.cut();
      await expect(ide.banner).toBeVisible();
      expect(await violations(ide)).toEqual([]);
    });
  });
}
