// Ends that nobody at the page asked for: each has its reason, and nothing is left behind.

import { expect, test } from '../lib/fixtures.ts';
import { Client, type Message } from '../lib/client.ts';
import { SLEEP } from '../lib/programs.ts';
import { Server } from '../lib/server.ts';

test.use({ settings: { GRACE_S: '1' } });

/** A client with a sleeping program, and what `accepted` said. */
async function sleeping(server: Server): Promise<{ client: Client; accepted: Message }> {
  const client = await Client.connect(server.socketUrl);
  await client.hello();
  client.run('python', 'main.py', SLEEP.python);
  const accepted = await client.expect('accepted');
  await client.expectOutput('sleeping');
  return { client, accepted };
}

test('a client that is gone past the grace period is given up: disconnected', async ({ server }) => {
  const { client, accepted } = await sleeping(server);
  client.close();
  await expect.poll(() => server.containers(), { message: 'its container', timeout: 10_000 }).toEqual([]);

  const later = await Client.connect(server.socketUrl);
  const resume = { session: accepted.session, token: accepted.resume_token, offset: 0 };
  later.send({ type: 'hello', protocol_version: 1, resume });
  const end = await later.expect('state', { state: 'STOPPED', reason: 'disconnected' });
  expect(end.usage).toBeDefined();
  await later.expectOutput('sleeping');
  later.close();
});

test('closing the page ends its program after the grace period', async ({ openIde, server }) => {
  const ide = await openIde();
  await ide.start('python', SLEEP.python);
  await ide.expectTerminal('sleeping');
  expect(await server.containers()).toHaveLength(1);
  await ide.page.close();
  await expect.poll(() => server.containers(), { message: 'its container', timeout: 10_000 }).toEqual([]);
});

test('a shutdown tells the client, ends the program and leaves nothing', async () => {
  const server = new Server();
  await server.start();
  const { client } = await sleeping(server);
  const stopped = server.stop();
  const end = await client.expect('state', { state: 'STOPPED', reason: 'shutdown' });
  expect(end.usage).toBeDefined();
  expect(await stopped).toBe(0);
  await server.finish();
});

test('a crash of the server leaves no container within 5 s, and no directory after the next start', async () => {
  const server = new Server();
  await server.start();
  await sleeping(server);
  await sleeping(server);
  expect(await server.containers()).toHaveLength(2);
  await server.kill();
  await expect.poll(() => server.containers(), { message: 'containers', timeout: 5_000 }).toEqual([]);

  await server.start();
  await server.expectNothingLeft();
  const { client } = await sleeping(server);
  client.send({ type: 'stop' });
  await client.expect('state', { state: 'STOPPED', reason: 'user' });
  await server.finish();
});

test('a program with a full input that it never reads does not outlive a crash', async () => {
  const server = new Server();
  await server.start();
  const client = await Client.connect(server.socketUrl);
  const { limits } = await client.hello();
  client.run('python', 'main.py', SLEEP.python, { io: { mode: 'pipes' } });
  await client.expectOutput('sleeping');
  // All that may be sent without an acknowledgement: more than a pipe holds besides the buffers.
  client.input(Buffer.alloc((limits as { input_window_bytes: number }).input_window_bytes, 'x'));
  await client.expect('stdin_ack');
  await server.kill();
  await expect.poll(() => server.containers(), { message: 'containers', timeout: 5_000 }).toEqual([]);

  await server.start();
  await server.expectNothingLeft();
  await server.finish();
});

test('two servers on one engine leave each other alone', async () => {
  const [one, other] = [new Server(), new Server()];
  await one.start();
  const { client } = await sleeping(one);
  const container = await one.containers();
  await other.start();
  await other.finish();
  expect(await one.containers()).toEqual(container);
  client.send({ type: 'stop' });
  await client.expect('state', { state: 'STOPPED', reason: 'user' });
  await one.finish();
});

test('row 02: a program that wants too much memory hears how much it may have', async ({ ide }) => {
  await ide.start('python', 'hoard = bytearray(1 << 30)\n');
  await ide.expectState('FINISHED');
  await expect(ide.outcome).toHaveText('Out of memory: the program used all 256 MiB that it may have');
});

test('row 15: a program that says nothing for a while is said to be quiet', async ({ ide }) => {
  await ide.start('python', SLEEP.python);
  await ide.expectTerminal('sleeping');
  const quiet = ide.page.getByTestId('quiet');
  await expect(quiet).toBeHidden();
  await expect(quiet).toHaveText(/^quiet for \d+ s$/, { timeout: 20_000 });
  await ide.stop.click();
  await ide.expectState('STOPPED');
  await expect(quiet).toBeHidden();
});
