// The cpu clock bounds what is computed.

import { expect, test } from '../lib/fixtures.ts';
import { SPIN } from '../lib/programs.ts';

test.use({ settings: { CLOCK_CPU_S: '1' } });

test('a busy loop ends when its CPU time is used up', async ({ ide, server }) => {
  await ide.start('python', SPIN.python);
  await ide.expectState('TIMEOUT');
  await expect(ide.outcome).toContainText('used all its CPU time');
  await expect(ide.usage).toBeVisible();
  await ide.expectTerminal('spinning');
  await server.expectNothingLeft();
});
