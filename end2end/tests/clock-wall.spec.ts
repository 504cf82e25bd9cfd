// The wall clock is the back-stop.

import { expect, test } from '../lib/fixtures.ts';
import { SLEEP } from '../lib/programs.ts';

test.use({ settings: { CLOCK_WALL_S: '2' } });

test('a program that only sleeps ends at the last clock', async ({ ide, connect }) => {
  await ide.start('python', SLEEP.python);
  await ide.expectState('TIMEOUT');
  await expect(ide.outcome).toContainText('ran for as long as it may');
  await ide.expectTerminal('sleeping');

  const client = await connect();
  await client.hello();
  client.run('python', 'main.py', SLEEP.python);
  const end = await client.expect('state', { state: 'TIMEOUT', clock: 'wall' });
  expect((end.usage as { wall_ms: number }).wall_ms).toBeGreaterThanOrEqual(1_900);
  expect(client.output.toString()).toContain('sleeping');
});
