// What axe, a checker of accessibility, finds on a page.

import { AxeBuilder } from '@axe-core/playwright';
import type { Ide } from './ide.ts';

/** Everything that axe finds in either theme, and each place. */
export async function violations(ide: Ide): Promise<string[]> {
  const found = [];
  for (const theme of ['light', 'dark'] as const) {
    await ide.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const results = await new AxeBuilder({ page: ide.page }).analyze();
    for (const violation of results.violations) {
      for (const node of violation.nodes) found.push(`${theme}: ${violation.id}: ${node.target.join(' ')}: ${node.failureSummary}`);
    }
  }
  return found;
}
