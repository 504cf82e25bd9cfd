// The compile clock bounds the compiler.

import { expect, test } from '../lib/fixtures.ts';
import { COMPILE_BOMB } from '../lib/programs.ts';

test.use({ settings: { CLOCK_COMPILE_S: '1' } });

test('a program that takes too long to compile ends', async ({ ide, server }) => {
  await ide.start('java', COMPILE_BOMB);
  await ide.expectState('TIMEOUT');
  await expect(ide.outcome).toContainText('The compiler took too long');
  await server.expectNothingLeft();
});
