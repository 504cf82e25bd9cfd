// What a program's output may make the terminal do, and what it may not.

import { expect, test } from '../lib/fixtures.ts';
import type { Ide } from '../lib/ide.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** Everything that makes a terminal answer, and a request for focus reports, which does as well. */
const QUERIES = [
  '\\x1b[c', '\\x1b[>c', '\\x1b[5n', '\\x1b[6n', '\\x1b[?6n', '\\x1b[4$p', '\\x1b[?25$p', '\\x1bP$qm\\x1b\\\\',
  '\\x1b]4;1;?\\x07', '\\x1b]10;?\\x07', '\\x1b]11;?\\x07', '\\x1b]12;?\\x07', '\\x1b[14t', '\\x1b[18t', '\\x1b[21t', '\\x1b[?1004h',
].join('');

/** Python: reads what comes within so many seconds without a line end, and prints it. */
const LISTEN = `import os, select, sys, tty
tty.setraw(0)
def listen(seconds):
    heard = b""
    while select.select([0], [], [], seconds)[0]:
        heard += os.read(0, 4096)
    return heard
`;

/** Where a text stands on the page. */
async function place(ide: Ide, text: string): Promise<{ x: number; y: number }> {
  let place = { x: 0, y: 0 };
  // The terminal draws its rows anew with each frame in which something has come.
  await expect(async () => {
    const box = await ide.page.locator('.xterm-rows').getByText(text).boundingBox();
    if (box === null) throw new Error(`${text} is not on the screen`);
    place = { x: box.x + 12, y: box.y + box.height / 2 };
  }).toPass({ timeout: 10_000 });
  return place;
}

test('row 07: clipboard, title and window are out of reach', async ({ ide }) => {
  await ide.page.evaluate(() => navigator.clipboard.writeText('mine'));
  const [title, size] = [await ide.page.title(), await ide.size()];
  await ide.start('python', `${LISTEN}
print("\\x1b]52;c;c3RvbGVu\\x07\\x1b]52;c;?\\x07\\x1b]0;theirs\\x07\\x1b]1;theirs\\x07\\x1b]2;theirs\\x07", end="")
print("\\x1b[8;5;10t\\x1b[3;0;0t\\x1b[14t\\x1b[18t\\x1b[21t", end="", flush=True)
print("heard", listen(0.5))
`);
  await ide.expectTerminal("heard b''");
  await ide.expectState('FINISHED');
  expect(await ide.page.title()).toBe(title);
  expect(await ide.size()).toBe(size);
  expect(await ide.page.evaluate(() => navigator.clipboard.readText())).toBe('mine');
});

test('row 08: a program that asks is answered', async ({ ide }) => {
  await ide.start('python', `${LISTEN}
for query in ["\\x1b[c", "\\x1b[6n", "\\x1b[?25$p", "\\x1bP$qm\\x1b\\\\\\\\", "\\x1b]11;?\\x07"]:
    sys.stdout.write(query)
    sys.stdout.flush()
    heard = os.read(0, 100) if select.select([0], [], [], 20)[0] else b""
    sys.stdout.write(repr(heard[1:]) + "\\r\\n")
`);
  await ide.expectState('FINISHED');
  const terminal = await ide.terminal();
  for (const answer of ['[?1;2c', /\[\d+;1R/, '[?25;1$y', 'P1$r0m', ']11;rgb:']) expect(terminal).toMatch(typeof answer === 'string' ? new RegExp(answer.replaceAll(/[[\]?$]/g, '\\$&')) : answer);
});

test('row 08: no answer to one run reaches the next', async ({ ide }) => {
  const asking = `import sys, time
while True:
    sys.stdout.write("${QUERIES}" * 20)
    sys.stdout.flush()
    time.sleep(0.01)
`;
  await ide.start('python', `print("asking")\n${asking}`);
  await ide.expectTerminal('asking');
  // Run while running: output of the old program is on its way to the terminal when the new one starts.
  await ide.start('python', `${LISTEN}\nprint("the next heard", listen(0.5), end="\\r\\n", flush=True)`);
  await ide.expectTerminal("the next heard b''");
  await ide.expectState('FINISHED');
  // And one that has ended without reading what it asked for.
  await ide.start('python', `print("${QUERIES}" * 100, end="")`);
  await ide.expectState('FINISHED');
  await ide.start('python', `${LISTEN}\nprint("the last heard", listen(0.5), end="\\r\\n")`);
  await ide.expectTerminal("the last heard b''");
  await ide.expectState('FINISHED');
});

test('colours that one run changes are as they were for the next', async ({ ide }) => {
  const ask = `${LISTEN}
sys.stdout.write("\\x1b]4;1;?\\x07\\x1b]10;?\\x07\\x1b]11;?\\x07")
sys.stdout.flush()
print("colours", listen(0.5), "end", end="\\r\\n")
`;
  const colours = async () => {
    await ide.expectTerminal(/colours[\s\S]*end/);
    await ide.expectState('FINISHED');
    return /colours[\s\S]*end/.exec((await ide.terminal()).replaceAll('\n', ''))?.[0];
  };
  await ide.start('python', ask);
  const before = await colours();
  await ide.start('python', `print("\\x1b]4;1;#123456\\x07\\x1b]10;#123456\\x07\\x1b]11;#123456\\x07", end="", flush=True)\n${ask}`);
  expect(await colours()).toContain('1212/3434/5656');
  await ide.start('python', ask);
  expect(await colours()).toBe(before);
});

test('row 07: links lead to web pages only, in a tab of their own', async ({ ide, server, context }) => {
  await ide.start('python', `def link(address, text): print(f"\\x1b]8;;{address}\\x07{text}\\x1b]8;;\\x07")
link("javascript:document.title='run'", "script-link")
link("file:///etc/passwd", "file-link")
link("${server.url}/healthz", "hidden-link")
print("${server.url}/readyz")
`);
  await ide.expectState('FINISHED');
  const shown = ide.page.locator('.link-address');
  const title = await ide.page.title();
  for (const [text, address] of [['hidden-link', '/healthz'], ['/readyz', '/readyz']] as const) {
    const { x, y } = await place(ide, text);
    await ide.page.mouse.move(x, y);
    await expect(shown).toHaveText(`${server.url}${address}`);
    const opened = context.waitForEvent('page');
    await ide.page.mouse.click(x, y);
    const page = await opened;
    await page.waitForURL(`**${address}`);
    expect(await page.evaluate(() => window.opener === null)).toBe(true);
    await page.close();
  }
  const pages = context.pages().length;
  for (const text of ['script-link', 'file-link']) {
    const { x, y } = await place(ide, text);
    await ide.page.mouse.move(x, y);
    await expect(shown).toBeHidden();
    await ide.page.mouse.click(x, y);
  }
  // A link that works is slower than these would have been.
  const { x, y } = await place(ide, 'hidden-link');
  await ide.page.mouse.move(x, y);
  const opened = context.waitForEvent('page');
  await ide.page.mouse.click(x, y);
  await opened;
  expect(context.pages()).toHaveLength(pages + 1);
  expect(await ide.page.title()).toBe(title);
});

test('row 07: a flood of bells and colours leaves the page to the user', async ({ ide }) => {
  await ide.start('python', `import itertools, sys
print("flooding")
for n in itertools.count():
    sys.stdout.write(f"\\x07\\x1b[38;5;{n % 256}m.")
`);
  await ide.expectTerminal('......');
  // The page answers: the language of its words changes, and Stop stops.
  await ide.page.locator('#locale').click();
  await expect(ide.stop).toHaveText('중지');
  await ide.stop.click();
  await ide.expectState('STOPPED');
});
