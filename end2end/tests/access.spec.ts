// An installation that asks for a token: a page without scripts, in both languages, and then the IDE.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';

test.use({ settings: { ACCESS_TOKEN: 'open sesame' } });

const FORMS = [
  { name: 'a desk, light', locale: 'en-US', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'a phone, dark', locale: 'ko-KR', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

for (const { name, locale, viewport, colorScheme } of FORMS) {
  const words =
    locale === 'ko-KR'
      ? { label: '접근 토큰', enter: '들어가기', wrong: '맞지 않습니다' }
      : { label: 'Access token', enter: 'Enter', wrong: 'not the access token' };

  test(`the token is asked for once, on ${name}`, async ({ browser, server }) => {
    const context = await browser.newContext({ locale, viewport, colorScheme, baseURL: server.url });
    const page = await context.newPage();
    await page.goto('/');
    const field = page.getByLabel(words.label);
    await expect(field).toBeFocused();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.screenshot({ path: test.info().outputPath('sign-in.png') });

    await field.fill('open barley');
    await page.getByRole('button', { name: words.enter }).click();
    await expect(page.getByRole('alert')).toContainText(words.wrong);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.screenshot({ path: test.info().outputPath('wrong.png') });

    await page.getByLabel(words.label).fill('open sesame');
    await page.keyboard.press('Enter');
    const ide = await Ide.attach(page);
    await ide.start('python', "print('inside')");
    await ide.expectTerminal('inside');
    await context.close();
  });
}
