// More runs than places: the others wait, see where they stand, and can leave.

import { expect, test } from '../lib/fixtures.ts';
import { SLEEP } from '../lib/programs.ts';

test.use({ settings: { MAX_RUNNING: '1', QUEUE_MAX: '2' } });

test('the second run waits at position 1 and runs when the first has ended', async ({ openIde }) => {
  const [first, second] = [await openIde(), await openIde()];
  await first.start('python', SLEEP.python);
  await first.expectState('RUNNING');
  await second.start('python', 'print("my turn")\n');
  await second.expectState('READY');
  await expect(second.queue).toContainText('1st in line');
  await first.stop.click();
  await first.expectState('STOPPED');
  await second.expectTerminal('my turn');
  await second.expectState('FINISHED');
});

test('whoever leaves the queue frees the place', async ({ openIde }) => {
  const [running, leaving, staying] = [await openIde(), await openIde(), await openIde()];
  await running.start('python', SLEEP.python);
  await running.expectState('RUNNING');
  await leaving.start('python', 'print("never")\n');
  await expect(leaving.queue).toContainText('1st in line');
  await staying.start('python', 'print("my turn")\n');
  await expect(staying.queue).toContainText('2nd in line');
  await leaving.stop.click();
  await leaving.expectState('STOPPED');
  await expect(staying.queue).toContainText('1st in line');
  await running.stop.click();
  await staying.expectTerminal('my turn');
  await staying.expectState('FINISHED');
  expect(await leaving.terminal()).not.toContain('never');
});

test('a full queue says so and when to come back', async ({ connect }) => {
  const [running, one, two, refused] = [await connect(), await connect(), await connect(), await connect()];
  for (const client of [running, one, two, refused]) await client.hello();
  running.run('python', 'main.py', SLEEP.python);
  await running.expect('state', { state: 'RUNNING', phase: 'running' });
  one.run('python', 'main.py', '');
  await one.expect('queue', { position: 1 });
  two.run('python', 'main.py', '');
  await two.expect('queue', { position: 2 });
  refused.run('python', 'main.py', '');
  const answer = await refused.expect('rejected', { reason: 'busy' });
  expect(answer.retry_after_ms).toBeGreaterThan(0);
  for (const client of [two, one, running]) {
    client.send({ type: 'stop' });
    await client.expect('state', { state: 'STOPPED', reason: 'user' });
  }
});
