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

test('a server without Docker says so in one clear line', async () => {
  await expect(server.start()).rejects.toThrow(/Docker/);
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
  await expect(ide.banner).toBeHidden();
  await ide.start('python', 'print("back again")\n');
  await ide.expectTerminal('back again');
  await ide.expectState('FINISHED');
  await context.close();
});
