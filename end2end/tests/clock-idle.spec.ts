// The idle clock ends what nobody waits for any more, and warns before.

import { expect, test } from '../lib/fixtures.ts';

test.use({ settings: { CLOCK_IDLE_S: '4' } });

const ASK_SIX_TIMES = `import time
for number in range(1, 7):
    input(f"{number}? ")
    time.sleep(1)
print("all answered")
`;

test('a program that waits for a person who does not come ends', async ({ connect }) => {
  const client = await connect();
  await client.hello();
  client.run('python', 'main.py', 'print("waiting")\ninput()\n');
  const end = await client.expect('state', { state: 'TIMEOUT', clock: 'idle' });
  expect(end.usage).toMatchObject({ memory_limit_hit: false });
  await client.expectOutput('waiting');
});

test('typing keeps it alive', async ({ ide }) => {
  // Six answers with a second after each outlast the clock.
  await ide.start('python', ASK_SIX_TIMES);
  for (let number = 1; number <= 6; number++) {
    await ide.expectTerminal(`${number}? `);
    await ide.type('x\n');
  }
  await ide.expectTerminal('all answered');
  await ide.expectState('FINISHED');
});

test('row 15: the page warns before, and Keep running starts the clock anew', async ({ ide }) => {
  await ide.start('python', 'print("waiting")\ninput()\n');
  await ide.expectTerminal('waiting');
  await ide.keepRunning.click();
  await expect(ide.keepRunning).toBeHidden();
  await ide.expectState('RUNNING');
  await expect(ide.keepRunning).toBeVisible();
  await ide.expectState('TIMEOUT');
  await expect(ide.outcome).toContainText('did nothing for too long');
  await expect(ide.keepRunning).toBeHidden();
  await ide.expectTerminal('waiting');
});
