// A program that prints as fast as it can: the page stays usable, and Stop and Ctrl-C act.

import { expect, test } from '../lib/fixtures.ts';
import { type Ide } from '../lib/ide.ts';

const YES = 'import sys\nwhile True:\n    sys.stdout.write("y\\n" * 1000)\n';

/** An endless line, without a single newline. */
const ENDLESS = 'import sys\nwhile True:\n    sys.stdout.write("endless " * 1000)\n';

/** Far beyond what a person notices, and far below what a page that is stuck needs: figures are the benchmark's. */
const LAG_MS = 500;

/** The longest time that an event waited for the page's thread, while it waited for 100 of them. */
async function lag(ide: Ide): Promise<number> {
  return ide.page.evaluate(async () => {
    let worst = 0;
    for (let count = 0; count < 100; count += 1) {
      const asked = performance.now();
      await new Promise<void>((resolve) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          channel.port1.close();
          resolve();
        };
        channel.port2.postMessage(null);
      });
      worst = Math.max(worst, performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return worst;
  });
}

for (const [name, program, shown] of [
  ['lines', YES, 'y\ny\ny'],
  ['a line without end', ENDLESS, 'endless endless'],
] as const) {
  test(`row 05: a flood of ${name} leaves the page usable, and Stop ends it`, async ({ ide }) => {
    await ide.start('python', program);
    await ide.expectTerminal(shown);
    expect(await lag(ide)).toBeLessThan(LAG_MS);
    const pressed = Date.now();
    await ide.stop.click();
    await ide.expectState('STOPPED');
    expect(Date.now() - pressed).toBeLessThan(5_000);
  });
}

test('Ctrl-C ends a flood', async ({ ide }) => {
  await ide.start('python', YES);
  await ide.expectTerminal('y\ny\ny');
  await ide.page.locator('#terminal').click();
  await ide.page.keyboard.press('Control+c');
  await ide.expectState('FINISHED');
  await ide.expectTerminal('KeyboardInterrupt');
});

test('row 07: a million changes of colour and a flood of bells leave the page usable', async ({ ide }) => {
  const program = `import sys
for n in range(1_000_000):
    sys.stdout.write(f"\\x1b[38;5;{n % 256}m\\x07")
print("\\x1b[0mall colours")
`;
  await ide.start('python', program);
  await ide.expectState('RUNNING');
  expect(await lag(ide)).toBeLessThan(LAG_MS);
  await ide.expectTerminal('all colours');
  await ide.expectState('FINISHED');
});
