// Containers made ahead of their runs.

import { expect, test } from '@playwright/test';
import { Client } from '../lib/client.ts';
import { Server } from '../lib/server.ts';

/** What the runners ask for together: eight of Python, five of JavaScript, four of Java. */
const FULL = 17;

/** Says what an earlier run left, and leaves something itself wherever it can. */
const LEAVE_TRACES = `import os
for folder in ("/home/runner", "/tmp", "/dev/shm"):
    found = sorted(set(os.listdir(folder)) - {"main.py"})
    print(folder, found, end=";")
    open(os.path.join(folder, "trace"), "w").close()
print("pids", sorted(int(pid) for pid in os.listdir("/proc") if pid.isdigit() and int(pid) not in (1, os.getpid())))
`;

const FRESH = '/home/runner [];/tmp [];/dev/shm [];pids []';

async function full(server: Server): Promise<void> {
  const count = async () => (await server.containers()).length;
  await expect.poll(count, { message: 'containers that wait', timeout: 60_000 }).toBe(FULL);
}

test('no run sees anything of an earlier one, and no container is used twice', async () => {
  const server = new Server({ WARM_MAX: '1' });
  await server.start();
  const used = new Set<string>();
  for (let run = 0; run < 20; run++) {
    for (const container of await server.containers()) used.add(container);
    const client = await Client.connect(server.socketUrl);
    await client.hello();
    client.run('python', 'main.py', LEAVE_TRACES);
    expect((await client.expect('state', { state: 'FINISHED' })).outcome).toEqual({ kind: 'exited', code: 0 });
    await client.expectOutput(FRESH);
    client.close();
  }
  expect(used.size, 'containers that waited and were replaced').toBeGreaterThan(2);
  await server.finish();
});

test('a program that is started from what waits is the program that was sent', async () => {
  const server = new Server({ WARM_MAX: '20' });
  await server.start();
  await full(server);
  const programs = {
    python: ['main.py', 'import sys\nprint(__name__, sys.argv, input())\n', "__main__ ['main.py'] typed"],
    javascript: [
      'main.js',
      "console.log(String(require.main === module), String(process.argv.length));process.stdin.once('data', d => { console.log('got', String(d).trim()); process.exit(0) });\n",
      'true 2',
    ],
    java: [
      'Main.java',
      'public class Main { public static void main(String[] a) { System.out.println(a.length + " " + new java.util.Scanner(System.in).nextLine()); } }\n',
      '0 typed',
    ],
  } as const;
  for (const [language, [path, source, output]] of Object.entries(programs)) {
    const client = await Client.connect(server.socketUrl);
    await client.hello();
    client.run(language, path, source);
    await client.expect('state', { state: 'RUNNING' });
    client.input(Buffer.from('typed\r'));
    expect((await client.expect('state', { state: 'FINISHED' })).outcome).toEqual({ kind: 'exited', code: 0 });
    await client.expectOutput(output);
    client.close();
  }
  await full(server);
  await server.finish();
});

test('a crash of the server leaves none of those that waited', async () => {
  const server = new Server({ WARM_MAX: '20' });
  await server.start();
  await full(server);
  await server.kill();
  await expect.poll(() => server.containers(), { message: 'containers', timeout: 5_000 }).toEqual([]);

  await server.start();
  await full(server);
  await server.finish();
});
