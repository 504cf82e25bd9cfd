// A run outlives its socket and its page: the program goes on, and every byte is on the screen once.

import type { Page } from '@playwright/test';
import { expect, networked as test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';

/** Prints numbered lines with pauses, and then echoes lines. */
const COUNT = `import time
for number in range(1, 1501):
    print(f"line {number:05}")
    if number % 10 == 0:
        time.sleep(0.02)
print("counted")
while True:
    print("echo:", input("> "))
`;

/** The numbers of the lines that the terminal shows, in order. */
async function numbers(ide: Ide): Promise<number[]> {
  return [...(await ide.terminal()).matchAll(/^line (\d{5})$/gm)].map((line) => Number(line[1]));
}

const ALL = Array.from({ length: 1500 }, (_, index) => index + 1);

async function reload(page: Page): Promise<Ide> {
  await page.reload();
  return Ide.attach(page);
}

test('a page that is reloaded while its program prints shows every line once', async ({ ide }) => {
  await ide.start('python', COUNT);
  for (const line of ['line 00100', 'line 00600', 'line 01100']) {
    await ide.expectTerminal(line);
    await reload(ide.page);
    await ide.expectState('RUNNING');
  }
  await ide.expectTerminal('counted');
  expect(await numbers(ide)).toEqual(ALL);
  await ide.type('after\n');
  await ide.expectTerminal('echo: after');
  await ide.stop.click();
  await ide.expectState('STOPPED');
});

test('a socket that breaks again and again loses and doubles nothing', async ({ ide, network }) => {
  await ide.start('python', COUNT);
  for (let line = 100; line < 1500; line += 200) {
    await ide.expectTerminal(`line ${String(line).padStart(5, '0')}`);
    network.break();
  }
  await ide.expectTerminal('counted');
  expect(await numbers(ide)).toEqual(ALL);
  await ide.stop.click();
  await ide.expectState('STOPPED');
});

test('a program runs on while the server cannot be reached, and what was typed meanwhile is sent once', async ({ ide, network }) => {
  await ide.start('python', COUNT);
  await ide.expectTerminal('line 00200');
  network.cut();
  await expect(ide.banner).toContainText('reconnecting', { ignoreCase: true });
  await ide.type('typed ahead\n');
  await ide.page.waitForTimeout(10_000);
  network.restore();
  await expect(ide.banner).toBeHidden();
  await ide.expectTerminal('echo: typed ahead');
  expect(await numbers(ide)).toEqual(ALL);
  expect((await ide.terminal()).match(/echo: typed ahead/g)).toHaveLength(1);
  await ide.stop.click();
  await ide.expectState('STOPPED');
});

test('a connection that carries nothing any more is noticed and replaced', async ({ ide, network }) => {
  await ide.start('python', 'while True:\n    print("echo:", input("> "))\n');
  await ide.expectTerminal('> ');
  network.freeze();
  await ide.type('hello\n');
  // As the system tells it after a sleep.
  await ide.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await ide.expectTerminal('echo: hello');
  expect((await ide.terminal()).match(/echo: hello/g)).toHaveLength(1);
  await ide.stop.click();
  await ide.expectState('STOPPED');
});

test('what was typed just before a reload arrives', async ({ ide, network }) => {
  await ide.start('python', 'while True:\n    print("echo:", input("> "))\n');
  await ide.expectTerminal('> ');
  // It cannot leave the page, so that it is the next one which sends it.
  network.freeze();
  await ide.type('before\n');
  await reload(ide.page);
  await ide.type('after\n');
  await ide.expectTerminal(/echo: before[^]*echo: after/);
  expect((await ide.terminal()).match(/echo: /g)).toHaveLength(2);
  await ide.stop.click();
  await ide.expectState('STOPPED');
});

test('a full-screen program looks the same after a reload', async ({ ide }) => {
  const draw = String.raw`import sys
sys.stdout.write("on the main screen\r\n\x1b[?1049h\x1b[2J\x1b[3;5H\x1b[1;31mheading\x1b[0m\x1b[5;5H한글 그림\x1b[7;5H")
sys.stdout.flush()
sys.stdin.readline()
sys.stdout.write("\x1b[?1049l")
print("back again")
`;
  await ide.start('python', draw);
  await ide.expectTerminal('한글 그림');
  const before = await ide.terminal();
  await reload(ide.page);
  await ide.expectState('RUNNING');
  expect(await ide.terminal()).toBe(before);
  await ide.type('\n');
  await ide.expectTerminal(/on the main screen\n[^]*back again/);
  await ide.expectState('FINISHED');
});

test('row 08: what a program asked its terminal before a reload is not answered again', async ({ ide }) => {
  const program = String.raw`import os, termios, tty
before = termios.tcgetattr(0)
tty.setraw(0)
os.write(1, b"\x1b[6n\x1b[c")
answer = b""
while not (b"R" in answer and answer.endswith(b"c")):
    answer += os.read(0, 64)
termios.tcsetattr(0, termios.TCSADRAIN, before)
print("answered")
print("then came", ascii(input()))
`;
  await ide.start('python', program);
  await ide.expectTerminal('answered');
  // As after a crash, where no screen was kept and all the output comes again.
  await ide.page.addInitScript(() => {
    const kept = JSON.parse(sessionStorage.getItem('madang.run') ?? '') as { run: { output: number }; screen: unknown };
    kept.screen = null;
    kept.run.output = 0;
    sessionStorage.setItem('madang.run', JSON.stringify(kept));
  });
  await reload(ide.page);
  await ide.expectTerminal('answered');
  await ide.type('only this\n');
  await ide.expectTerminal("then came 'only this'");
  await ide.expectState('FINISHED');
});

test('a run that has ended is still there after a reload, as it ended', async ({ ide }) => {
  await ide.start('python', 'import sys\nprint("the last word")\nsys.exit(3)\n');
  await ide.expectState('FINISHED');
  await ide.expectTerminal('exit code 3');
  const [screen, usage] = [await ide.terminal(), await ide.usage.textContent()];
  await reload(ide.page);
  await ide.expectState('FINISHED');
  await expect(ide.outcome).toContainText('exit code 3');
  await expect(ide.usage).toHaveText(usage ?? '');
  expect(await ide.terminal()).toBe(screen);
  await ide.start('python', 'print("once more")\n');
  await ide.expectTerminal('once more');
  await ide.expectState('FINISHED');
});

test('a tab that is duplicated takes the run over, and the old one is told', async ({ ide }) => {
  await ide.start('python', 'print("before")\nwhile True:\n    print("echo:", input("> "))\n');
  await ide.expectTerminal('before');
  const opened = ide.page.waitForEvent('popup');
  // Chromium copies the tab's storage for it, as it does for a duplicate.
  await ide.page.evaluate(() => void window.open('/'));
  const copy = await Ide.attach(await opened);
  await copy.expectTerminal('before');
  await expect(ide.outcome).toContainText('continues in another tab');
  await copy.type('here\n');
  await copy.expectTerminal('echo: here');
  expect(await ide.terminal()).not.toContain('echo: here');
  await reload(ide.page);
  await expect(ide.outcome).toContainText('Nothing has run yet');
  await copy.stop.click();
  await copy.expectState('STOPPED');
});

test('a terminal of another size is told after what was printed meanwhile', async ({ ide, network }) => {
  const program = `import os, signal, time
def tell(*_):
    size = os.get_terminal_size()
    print(f"size {size.columns}x{size.lines}", flush=True)
signal.signal(signal.SIGWINCH, tell)
tell()
time.sleep(2)
print("-" * os.get_terminal_size().columns)
while True:
    time.sleep(1)
`;
  await ide.start('python', program);
  await ide.expectTerminal('size ');
  network.cut();
  await expect(ide.banner).toBeVisible();
  await ide.page.setViewportSize({ width: 900, height: 640 });
  await ide.page.waitForTimeout(2_500);
  network.restore();
  await ide.expectTerminal(/-{20,}/);
  await expect
    .poll(async () => (await ide.terminal()).match(/size \d+x\d+/g))
    .toEqual([expect.any(String), await ide.page.evaluate(() => `size ${[...window.madang.terminalSize()].join('x')}`)]);
  await ide.stop.click();
  await ide.expectState('STOPPED');
});
