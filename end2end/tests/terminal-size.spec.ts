// The program knows the terminal's size, whatever changes it.

import { expect, test } from '../lib/fixtures.ts';
import type { Ide } from '../lib/ide.ts';

/** Prints the size at the start and whenever it hears of another. */
const SIZES = `import os, signal
def show(*_):
    columns, rows = os.get_terminal_size()
    os.write(1, f"size {columns} {rows} .\\n".encode())
signal.signal(signal.SIGWINCH, show)
show()
while True:
    signal.pause()
`;

/** All sizes that the program has printed. */
async function sizes(ide: Ide): Promise<string[]> {
  return [...(await ide.terminal()).matchAll(/size (\d+ \d+) \./g)].map((match) => match[1] ?? '');
}

/** Does what changes the size, and waits until the program has heard of the last one. */
async function change(ide: Ide, act: () => Promise<unknown>): Promise<void> {
  const before = await ide.size();
  await act();
  await expect.poll(() => ide.size(), { message: 'the size of the terminal' }).not.toBe(before);
  await expectHeard(ide);
}

/** Waits until the last size that the program printed is the terminal's. */
async function expectHeard(ide: Ide): Promise<void> {
  await expect
    .poll(async () => (await sizes(ide)).at(-1) === (await ide.size()), { message: 'the program knows the size' })
    .toBe(true);
}

test('a program hears of every change of the window and of the divider', async ({ ide }) => {
  await ide.start('python', SIZES);
  await expectHeard(ide);
  for (const [width, height] of [[900, 700], [700, 800], [1400, 600], [1280, 800]] as const) {
    await change(ide, () => ide.page.setViewportSize({ width, height }));
  }
  const divider = ide.page.getByRole('separator');
  await change(ide, async () => {
    await divider.focus();
    await ide.page.keyboard.press('ArrowLeft');
  });
  await ide.stop.click();
  await ide.expectState('STOPPED');
});

test('dragging the divider tells the program at a bounded rate, and of the end', async ({ ide }) => {
  await ide.start('python', SIZES);
  await expectHeard(ide);
  const told = (await sizes(ide)).length;
  const box = await ide.page.getByRole('separator').boundingBox();
  const [x, y] = [(box?.x ?? 0) + 4, (box?.y ?? 0) + 200];
  const started = Date.now();
  await change(ide, async () => {
    await ide.page.mouse.move(x, y);
    await ide.page.mouse.down();
    for (let step = 1; step <= 60; step += 1) await ide.page.mouse.move(x - step * 5, y);
    await ide.page.mouse.up();
  });
  // One every tenth of a second, one at once and one at the end.
  const most = (Date.now() - started) / 100 + 2;
  expect((await sizes(ide)).length - told).toBeLessThanOrEqual(most);
  await ide.stop.click();
  await ide.expectState('STOPPED');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('a program hears of a change that came while the terminal was hidden', async ({ ide }) => {
    await ide.start('python', SIZES);
    await expectHeard(ide);
    const switches = ide.page.locator('.pane-switch');
    await change(ide, async () => {
      await switches.getByRole('button', { name: 'Editor' }).click();
      await ide.page.setViewportSize({ width: 560, height: 700 });
      await switches.getByRole('button', { name: 'Terminal' }).click();
    });
    await ide.stop.click();
    await ide.expectState('STOPPED');
  });
});
