// A page that is away: in the background, where its timers hardly run and its system may cut its socket, or for too long.

import { expect, networked } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';
import { SLEEP } from '../lib/programs.ts';

declare global {
  interface Window {
    /** Hides the page, or shows it, as far as the page can tell. */
    setHidden(hidden: boolean): void;
  }
}

const test = networked.extend({
  page: async ({ page }, use) => {
    // Headless Chromium has no other tab to show. Timers run once a minute, as after five minutes in the background.
    await page.addInitScript(() => {
      let hidden = false;
      Object.defineProperty(Document.prototype, 'hidden', { get: () => hidden });
      Object.defineProperty(Document.prototype, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
      const setTimeout = window.setTimeout.bind(window);
      window.setTimeout = ((act: () => void, wait?: number) =>
        setTimeout(act, hidden ? Math.max(wait ?? 0, 60_000) : wait)) as typeof window.setTimeout;
      window.setHidden = (value) => {
        hidden = value;
        document.dispatchEvent(new Event('visibilitychange'));
      };
    });
    await use(page);
  },
});

test.use({ settings: { GRACE_S: '2', GRACE_HIDDEN_S: '60' } });

test('a program does not wait for a page that is hidden', async ({ ide }) => {
  await ide.start('python', 'input("go? ")\nfor n in range(60000):\n    print(f"{n:06} " + "x" * 60)\nprint("all said")\n');
  await ide.expectTerminal('go? ');
  await ide.page.evaluate(() => window.setHidden(true));
  await ide.type('\n');
  await ide.expectState('FINISHED');
  await ide.expectTerminal('all said');
  expect(await ide.terminal()).toContain('059999 xxx');
});

test('a hidden page that loses its socket keeps its program for longer', async ({ ide, network, server }) => {
  await ide.start('python', 'print("ready")\nwhile True:\n    print("echo:", input())\n');
  await ide.expectTerminal('ready');
  await ide.page.evaluate(() => window.setHidden(true));
  network.cut();
  // Longer than the grace period of a page that is looked at.
  await ide.page.waitForTimeout(5_000);
  expect(await server.containers()).toHaveLength(1);
  network.restore();
  await ide.page.evaluate(() => window.setHidden(false));
  await ide.type('still here\n');
  await ide.expectTerminal('echo: still here');
  await ide.stop.click();
  await ide.expectState('STOPPED');
});

test('a page that is closed is not waited for as one that is hidden', async ({ ide, server }) => {
  await ide.start('python', SLEEP.python);
  await ide.expectTerminal('sleeping');
  await ide.page.evaluate(() => window.setHidden(true));
  await ide.page.goto('about:blank');
  await expect.poll(() => server.containers(), { message: 'its container', timeout: 15_000 }).toEqual([]);
});

test('a phone that ends the hidden page shows everything when it is opened again', async ({ ide, page }) => {
  await ide.start('python', 'print("before the call")\ninput()\nprint("after the call")\n');
  await ide.expectTerminal('before the call');
  await page.evaluate(() => window.setHidden(true));
  // What was kept when it was hidden is all there is: the page is not told that it goes.
  const kept = await page.evaluate(() => sessionStorage.getItem('madang.run'));
  await page.goto('about:blank');
  // Before the page's own scripts, and loaded once: the grace period is short here.
  await page.addInitScript((text) => sessionStorage.setItem('madang.run', text ?? ''), kept);
  await page.goto('/');
  const again = await Ide.attach(page);
  await again.expectTerminal('before the call');
  await again.type('\n');
  await again.expectTerminal('after the call');
  await again.expectState('FINISHED');
});

test('past the grace period the run has ended, and the page says why', async ({ ide, network, server }) => {
  await ide.start('python', SLEEP.python);
  await ide.expectTerminal('sleeping');
  network.cut();
  await expect.poll(() => server.containers(), { timeout: 15_000 }).toEqual([]);
  network.restore();
  await ide.expectState('STOPPED');
  await expect(ide.outcome).toContainText('disconnected for too long');
  await ide.expectTerminal('disconnected for too long');
});
