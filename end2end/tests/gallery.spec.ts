// The gallery: good examples of every language, which open beside what is there.

import type { Page } from '@playwright/test';
import { expect, test } from '../lib/fixtures.ts';

const dialog = (page: Page) => page.locator('dialog[open]');
const card = (page: Page, key: string) => dialog(page).locator(`[data-example=${key}]`);
const tabs = (page: Page) => page.locator('[role=tab][data-path]').evaluateAll((all) => all.map((each) => each.getAttribute('data-path')));

test('the first page has no example but the one that it shows', async ({ request }) => {
  const html = await (await request.get('/')).text();
  expect(html).toContain('2 to the power of 100');
  expect(html).not.toContain('I am thinking of a number');
});

test('an example opens as a project of its own, runs, and leaves the work that was there', async ({ ide, page }) => {
  await ide.write('python', 'print("mine")\n');
  await page.locator('#examples').click();
  await expect(dialog(page).getByRole('heading', { name: 'Examples' })).toBeVisible();
  await expect(dialog(page).locator('[data-example]')).toHaveCount(8);
  await expect(card(page, 'guess')).toContainText('Guess the number');
  await card(page, 'data').click();
  await expect(dialog(page)).toHaveCount(0);
  expect(await tabs(page)).toEqual(['main.py', 'climate.csv']);
  await ide.run.click();
  await ide.expectTerminal('Warmest: Aug with 26.1 °C');
  await ide.expectState('FINISHED');

  await page.locator('#project-menu-button').click();
  await page.locator('#project-menu [data-command=Projects]').click();
  const projects = dialog(page).locator('.project-open');
  await expect(projects).toHaveCount(2);
  await expect(projects.nth(0)).toContainText('Reading a data file');
  await projects.nth(1).click();
  await expect.poll(() => page.evaluate(() => window.madang.code())).toBe('print("mine")\n');
});

test('an example that is untouched is kept once, however often it is opened', async ({ ide, page }) => {
  for (let time = 0; time < 3; time++) {
    await page.locator('#examples').click();
    await card(page, 'files').click();
    await expect(dialog(page)).toHaveCount(0);
  }
  await page.locator('#project-menu-button').click();
  await page.locator('#project-menu [data-command=Projects]').click();
  await expect(dialog(page).locator('.project-open')).toHaveCount(1);
  await expect(ide.run).toBeEnabled();
});

test('another language is chosen in the gallery, and the page follows', async ({ ide, page }) => {
  await page.locator('#examples').click();
  await dialog(page).getByText('Java', { exact: true }).click();
  await expect(card(page, 'game')).toContainText('Minesweeper');
  await card(page, 'data').click();
  await expect(ide.language).toHaveValue('java');
  expect(await tabs(page)).toEqual(['Main.java', 'Month.java', 'climate.csv']);
  await ide.run.click();
  await ide.expectTerminal('Rain in all: 1417.9 mm');
});

test('the keyboard alone opens, chooses and runs', async ({ ide, page }) => {
  await page.locator('#examples').focus();
  await page.keyboard.press('Enter');
  await expect(card(page, 'hello')).toBeVisible();
  const languages = dialog(page).getByRole('radio');
  await languages.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(languages.nth(1)).toBeChecked();
  await expect(card(page, 'game')).toContainText('Snake');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.locator('#examples')).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(card(page, 'hello')).toBeVisible();
  await card(page, 'hello').focus();
  await page.keyboard.press('Tab');
  await expect(card(page, 'input')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toHaveCount(0);
  await page.keyboard.press('Control+Enter');
  await ide.expectTerminal('What is your name?');
  await page.keyboard.type('Jiwoo\n10\n');
  await ide.expectTerminal('in ten years you will be 20');
});

test('examples that do not come are told, and asked for again', async ({ ide, page }) => {
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => { answer = resolve; });
  await page.route('**/api/examples', async (route) => {
    await held;
    await route.fulfill({ status: 500, body: 'broken' });
  });
  await page.locator('#examples').click();
  await expect(dialog(page)).toContainText('Loading');
  answer();
  await expect(dialog(page).getByRole('alert')).toContainText('could not be loaded');
  await page.unroute('**/api/examples');
  await dialog(page).getByRole('button', { name: 'Try again' }).click();
  await expect(card(page, 'hello')).toBeVisible();
  await expect(ide.run).toBeEnabled();
});

test('a game is played with the arrow keys', async ({ ide, page }) => {
  await page.locator('#examples').click();
  await card(page, 'game').click();
  await ide.run.click();
  await ide.expectTerminal('q quits.');
  for (const key of ['ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
  await page.keyboard.press('q');
  await ide.expectTerminal('The end. Your score:');
});

for (const [locale, title, game] of [['en-US', 'Examples', 'Snake'], ['ko-KR', '예제', '스네이크']] as const) {
  for (const [form, viewport] of [['a desk', { width: 1440, height: 900 }], ['a phone', { width: 390, height: 844 }]] as const) {
    test.describe(`in ${locale} on ${form}`, () => {
      test.use({ locale, viewport });

      test('the gallery fits, opens and runs', async ({ ide, page }) => {
        await page.getByRole('button', { name: title }).click();
        await dialog(page).getByText('JavaScript', { exact: true }).click();
        await expect(card(page, 'game')).toContainText(game);
        const overflow = await dialog(page).locator('.dialog-body').evaluate((body) => body.scrollWidth - body.clientWidth);
        expect(overflow).toBe(0);
        await card(page, 'data').click();
        await expect(page.locator('#editor .cm-content')).toBeVisible();
        await ide.run.click();
        await ide.expectTerminal('Coldest: Jan with -2.0 °C');
        await ide.expectState('FINISHED');
      });
    });
  }
}
