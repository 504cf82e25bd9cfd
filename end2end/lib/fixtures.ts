// What tests are given: a server with the settings that their file asks for, and a page on it.

import { test as base, type Page } from '@playwright/test';
import { Client } from './client.ts';
import { Ide } from './ide.ts';
import { Network } from './network.ts';
import { Server, type Settings } from './server.ts';

/** What a file of tests can ask for with `test.use`. */
export interface Options {
  settings: Settings;
}

interface WorkerFixtures extends Options {
  server: Server;
}

interface TestFixtures {
  /** The page, loaded and interactive. */
  ide: Ide;
  /** Opens the page once more, as another user: no cookies or storage are shared. */
  openIde: () => Promise<Ide>;
  /** Opens a WebSocket, as a client that is no browser. */
  connect: () => Promise<Client>;
  /** Fails the test where the page throws or logs an error. */
  pageErrors: void;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  settings: [{}, { scope: 'worker', option: true }],

  server: [
    async ({ settings }, use) => {
      const server = new Server(settings);
      await server.start();
      await use(server);
      await server.finish();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  pageErrors: [
    async ({ context }, use) => {
      const errors: string[] = [];
      context.on('weberror', (error) => errors.push(error.error().stack ?? String(error.error())));
      await use();
      if (errors.length > 0) throw new Error(`the page threw:\n${errors.join('\n')}`);
    },
    { auto: true },
  ],

  ide: async ({ page }, use) => use(await Ide.open(page)),

  openIde: async ({ browser, server, locale }, use) => {
    const pages: Page[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: server.url, locale: locale ?? 'en-US' });
      const page = await context.newPage();
      pages.push(page);
      return Ide.open(page);
    });
    for (const page of pages) await page.context().close();
  },

  connect: async ({ server }, use) => {
    const clients: Client[] = [];
    await use(async () => {
      const client = await Client.connect(server.socketUrl);
      clients.push(client);
      return client;
    });
    for (const client of clients) client.close();
  },
});

/** The same where the page reaches its server by a way that can be cut. */
export const networked = test.extend<{ network: Network }>({
  network: async ({ server }, use) => {
    const network = await Network.to(server.url);
    await use(network);
    await network.close();
  },
  baseURL: async ({ network }, use) => use(network.url),
});

export { expect } from '@playwright/test';
