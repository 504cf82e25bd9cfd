// A project in the page, as a person changes it.

import { expect, type Locator, type Page } from '@playwright/test';

/** What stands in the editor. */
export const code = (page: Page): Promise<string> => page.evaluate(() => window.madang.code());

/** The tab of a file. */
export const tab = (page: Page, name: string): Locator => page.locator(`[role=tab][data-path="${name}"]`);

/** The files' names, in the order of their tabs. */
export const tabs = (page: Page): Promise<(string | null)[]> =>
  page.locator('[role=tab][data-path]').evaluateAll((all) => all.map((each) => each.getAttribute('data-path')));

/** Puts a text in the place of what stands in the editor. */
export async function type(page: Page, text: string): Promise<void> {
  await page.locator('#editor .cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

/** Adds a file. */
export async function newFile(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('button', { name: /^(New file|새 파일)$/ }).click();
  await page.locator('#file-name').fill(name);
  await page.keyboard.press('Enter');
  await expect(tab(page, name)).toHaveAttribute('aria-selected', 'true');
  await type(page, text);
}

/** Chooses from the menu of the file that is shown. */
export async function fileMenu(page: Page, command: string): Promise<void> {
  await page.locator('#file-menu-button').click();
  await page.locator(`#file-menu [data-command=${command}]`).click();
}

/** Chooses from the menu of the project. */
export async function projectMenu(page: Page, command: string): Promise<void> {
  await page.locator('#project-menu-button').click();
  await page.locator(`#project-menu [data-command=${command}]`).click();
}
