// Docker goes away and comes back. Here it is the way to Docker that is cut, so that the engine that
// other things on this machine use goes on.

import { expect, test } from '@playwright/test';
import { EngineProxy } from '../lib/engine-proxy.ts';
import { Ide } from '../lib/ide.ts';
import { SLEEP } from '../lib/programs.ts';
import { Server } from '../lib/server.ts';

let engine: EngineProxy;
let server: Server;

test.beforeEach(async () => {
  engine = await EngineProxy.create();
  server = new Server({ DOCKER_HOST: engine.host });
});

test.afterEach(async () => {
  await server.finish();
  await engine.remove();
});

/** The lines of the log in which the server complains. */
function complaints(): string[] {
  return server.log.split('\n').filter((line) => /\b(WARN|ERROR)\b/.test(line));
}

test('a server that starts without Docker says so in one line, and works once Docker is there', async ({ browser }) => {
  await server.listen();
  const context = await browser.newContext({ baseURL: server.url });
  const ide = await Ide.open(await context.newPage());
  await expect(ide.banner).toContainText('container engine does not answer');
  expect(complaints()).toEqual([expect.stringContaining('Docker does not answer')]);

  await engine.restore();
  await server.expectReady();
  await expect(ide.banner).toBeHidden();
  await ide.start('python', 'print("here at last")\n');
  await ide.expectTerminal('here at last');
  await ide.expectState('FINISHED');
  await context.close();
});

test('Docker that stops later is told on the page, ends the run in words, and works again when it is back', async ({ browser }) => {
  await engine.restore();
  await server.start();
  const context = await browser.newContext({ baseURL: server.url });
  const ide = await Ide.open(await context.newPage());
  await ide.start('python', SLEEP.python);
  await ide.expectTerminal('sleeping');

  await engine.cut();
  await ide.expectState('FINISHED');
  await expect(ide.outcome).toContainText('The server could not run the program');
  await expect(ide.banner).toContainText('container engine does not answer');

  await engine.restore();
  await server.expectReady();
  await expect(ide.banner).toBeHidden();
  await ide.start('python', 'print("back again")\n');
  await ide.expectTerminal('back again');
  await ide.expectState('FINISHED');
  await context.close();
});
