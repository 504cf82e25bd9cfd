// Clients that are no browser, and those that are no friends.

import { expect, test } from '../lib/fixtures.ts';
import { Client } from '../lib/client.ts';
import { GREET, SPIN } from '../lib/programs.ts';

test('a run through the wire: states in order, offsets that add up, usage at the end', async ({ connect }) => {
  const client = await connect();
  const welcome = await client.hello();
  expect(welcome.protocol_version).toBe(1);
  client.run('python', 'main.py', GREET.python);
  const accepted = await client.expect('accepted');
  await client.expectOutput('Name? ');
  client.input(Buffer.from('Ada\r'));
  await client.expect('stdin_ack', { offset: 4 });
  const end = await client.expect('state', { state: 'FINISHED' });
  expect(end).toMatchObject({ session: accepted.session, outcome: { kind: 'exited', code: 0 } });
  await client.expectOutput('Hello, Ada!');
  expect(client.output.length).toBe(end.output_end);
  const states = client.messages.filter((message) => message.type === 'state').map((message) => message.state);
  expect(states).toEqual(['READY', 'RUNNING', 'FINISHED']);
});

test('pipes keep standard output and standard error apart and know an end of input', async ({ connect }) => {
  const client = await connect();
  await client.hello();
  const code = 'import sys\ndata = sys.stdin.read()\nprint(len(data), sys.stdin.isatty())\n';
  client.run('python', 'main.py', code, { io: { mode: 'pipes' } });
  await client.expect('state', { state: 'RUNNING' });
  client.input(Buffer.from('x'.repeat(10_000)));
  client.send({ type: 'stdin_close' });
  await client.expectOutput('10000 False\n');
  await client.expect('state', { state: 'FINISHED' });
});

test('every byte arrives as it was written', async ({ connect }) => {
  const client = await connect();
  await client.hello();
  const code = 'import sys\nsys.stdout.buffer.write(bytes(range(256)))\n';
  client.run('python', 'main.py', code, { io: { mode: 'pipes' } });
  const end = await client.expect('state', { state: 'FINISHED' });
  expect(end.output_end).toBe(256);
  await expect.poll(() => client.output.length).toBe(256);
  expect([...client.output]).toEqual(Array.from({ length: 256 }, (_, byte) => byte));
});

for (const [what, message] of [
  ['what is no JSON', '{'],
  ['what is no message', '[1, 2]'],
  ['an unknown type', '{"type":"nonsense"}'],
  ['deep nesting', `{"type":"run","files":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
] as const) {
  test(`${what} is answered in words and ends the socket`, async ({ connect }) => {
    const client = await connect();
    await client.hello();
    client.send(message);
    const answer = await client.expect('rejected', { reason: 'invalid' });
    expect(answer.message).toMatch(/\w+ \w+/);
    await client.expectClosed();
  });
}

test('another version of the protocol is answered in words', async ({ connect }) => {
  const client = await connect();
  client.send({ type: 'hello', protocol_version: 99 });
  const answer = await client.expect('rejected', { reason: 'invalid' });
  expect(answer.message).toContain('99');
  await client.expectClosed();
});

test('a run that cannot be is rejected in words, and the socket lives on', async ({ connect }) => {
  const client = await connect();
  const { limits } = await client.hello();
  const sourceBytesMax = (limits as { source_bytes_max: number }).source_bytes_max;
  const filesMax = (limits as { files_max: number }).files_max;
  const requests: [string, () => void][] = [
    ['an unknown language', () => client.run('cobol', 'main.cob', '')],
    ['too large a source', () => client.run('python', 'main.py', '#'.repeat(sourceBytesMax + 1))],
    ['too many files', () => client.run('python', 'main.py', '', {
      files: Array.from({ length: filesMax + 1 }, (_, number) => ({ path: `f${number}.py`, content: '' })),
    })],
    ['no files', () => client.run('python', 'main.py', '', { files: [] })],
    ...['../main.py', '/etc/passwd', 'a/../../b', 'a//b', './main.py', 'a\0b', ''].map(
      (path): [string, () => void] => [`the path ${JSON.stringify(path)}`, () => client.run('python', path, '', { entry: path })],
    ),
  ];
  for (const [what, request] of requests) {
    client.messages.length = 0;
    request();
    const answer = await client.expect('rejected', { reason: 'invalid' });
    expect(answer.message, what).toMatch(/\w+ \w+/);
  }
  client.run('python', 'main.py', 'print("alive")');
  await client.expectOutput('alive');
  await client.expect('state', { state: 'FINISHED' });
});

test('unusual names are only names', async ({ connect }) => {
  for (const path of ['-rf.py', '$(touch x).py', 'a b/마당 🏡.py', '한글.py']) {
    const client = await connect();
    await client.hello();
    client.run('python', path, 'import sys\nprint(sys.argv[0])', { entry: path });
    await client.expectOutput(path);
    await client.expect('state', { state: 'FINISHED' });
  }
});

test('a second run on a socket whose run has not ended is rejected', async ({ connect }) => {
  const client = await connect();
  await client.hello();
  client.run('python', 'main.py', SPIN.python);
  await client.expect('state', { state: 'RUNNING' });
  client.run('python', 'main.py', '');
  await client.expect('rejected', { reason: 'already_running' });
  client.send({ type: 'stop' });
  client.send({ type: 'stop' });
  await client.expect('state', { state: 'STOPPED', reason: 'user' });
});

test('only the page of this server may open the socket', async ({ server }) => {
  const own = new URL(server.url).origin;
  for (const origin of ['https://elsewhere.example', `${own}.elsewhere.example`, own.replace('http:', 'https:'), 'null']) {
    expect(await Client.refusal(server.socketUrl, { origin }), origin).toBe(403);
  }
  (await Client.connect(server.socketUrl, { origin: own })).close();
});
