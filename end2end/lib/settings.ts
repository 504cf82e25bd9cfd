// The settings of the terminal, as a person makes them.

import type { Ide } from './ide.ts';

/** Opens the settings, makes these choices, and closes them. */
export async function choose(ide: Ide, ...choices: (string | RegExp)[]): Promise<void> {
  await ide.page.getByRole('button', { name: 'Settings' }).click();
  const settings = ide.page.getByRole('dialog', { name: 'Settings' });
  for (const choice of choices) await settings.getByLabel(choice).check();
  await ide.page.keyboard.press('Escape');
}
