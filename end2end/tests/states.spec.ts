// What stands in the way of a run is said in words, with what can be done about it: Docker is gone, the queue is full,
// the server went away. In both languages, on a desk and on a phone, in light and in dark.

import type { Locator, Page } from '@playwright/test';
import { EngineProxy } from '../lib/engine-proxy.ts';
import { expect, test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';
import { Network } from '../lib/network.ts';
import { SLEEP } from '../lib/programs.ts';
import { Server } from '../lib/server.ts';

test.use({ settings: { MAX_RUNNING: '1', QUEUE_MAX: '1' } });

const FORMS = [
  { name: 'a desk, light', locale: 'en-US', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'a phone, dark', locale: 'ko-KR', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

/** The banner is inside the window, its words are not cut off, and nothing below it has moved. */
async function expectDesigned(page: Page, banner: Locator): Promise<void> {
  const box = await banner.boundingBox();
  const width = page.viewportSize()?.width ?? 0;
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
  expect(await banner.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  await expect(banner.locator('svg')).toBeVisible();
}

for (const { name, locale, viewport, colorScheme } of FORMS) {
  const korean = locale === 'ko-KR';
  const context = { locale, viewport, colorScheme };

  test(`Docker that is gone when the page is loaded, on ${name}`, async ({ browser }) => {
    const engine = await EngineProxy.create();
    const server = new Server({ DOCKER_HOST: engine.host });
    try {
      await server.listen();
      const own = await browser.newContext({ ...context, baseURL: server.url });
      const page = await own.newPage();
      const ide = await Ide.open(page);
      await expect(ide.banner).toContainText(korean ? '컨테이너 엔진이 응답하지 않아' : 'container engine does not answer');
      await expect(ide.banner).toContainText(korean ? '코드는 계속 쓸 수 있고' : 'You can go on writing');
      await expectDesigned(page, ide.banner);
      await page.screenshot({ path: test.info().outputPath('engine.png'), animations: 'disabled' });
      await engine.restore();
      await server.expectReady();
      await expect(ide.banner).toBeHidden();
      await own.close();
    } finally {
      await server.finish();
      await engine.remove();
    }
  });

  test(`a server that went away, on ${name}`, async ({ browser }) => {
    const server = new Server({});
    await server.start();
    const network = await Network.to(server.url);
    const own = await browser.newContext({ ...context, baseURL: network.url });
    const page = await own.newPage();
    const ide = await Ide.open(page);
    network.cut();
    await expect(ide.banner).toContainText(korean ? '서버와 연결이 끊겼습니다' : 'connection to the server is gone');
    await expectDesigned(page, ide.banner);
    await page.screenshot({ path: test.info().outputPath('away.png'), animations: 'disabled' });
    // Before the way is open again: after that it would connect by itself.
    const attempt = page.waitForEvent('websocket');
    await page.getByTestId('reconnect').click();
    await attempt;
    network.restore();
    await expect(ide.banner).toBeHidden();
    await own.close();
    await network.close();
    await server.finish();
  });
}

for (const { name, locale, viewport, colorScheme } of FORMS) {
  const korean = locale === 'ko-KR';

  test(`a full queue, with a way to try again, on ${name}`, async ({ browser, server, connect }) => {
    const [running, waiting] = [await connect(), await connect()];
    for (const client of [running, waiting]) await client.hello();
    running.run('python', 'main.py', SLEEP.python);
    await running.expect('state', { state: 'RUNNING', phase: 'running' });
    waiting.run('python', 'main.py', SLEEP.python);
    await waiting.expect('queue', { position: 1 });

    const own = await browser.newContext({ locale, viewport, colorScheme, baseURL: server.url });
    const page = await own.newPage();
    const ide = await Ide.open(page);
    await ide.start('python', 'print("my turn")\n');
    await expect(ide.banner).toContainText(korean ? '서버가 바빠서' : 'The server is busy');
    await expectDesigned(page, ide.banner);
    await page.screenshot({ path: test.info().outputPath('full.png'), animations: 'disabled' });
    for (const client of [waiting, running]) {
      client.send({ type: 'stop' });
      await client.expect('state', { state: 'STOPPED' });
    }
    await page.getByTestId('run-again').click();
    await ide.expectTerminal('my turn');
    await expect(ide.banner).toBeHidden();
    await own.close();
  });
}
