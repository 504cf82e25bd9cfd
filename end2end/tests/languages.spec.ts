// What every language must do, seen on the page.

import { expect, test } from '../lib/fixtures.ts';
import { CRASH, GREET, LANGUAGES, SPIN, TICK, TICK_PAUSE_MS, TICKS, TRACES } from '../lib/programs.ts';

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test('the example runs as it stands and explains its end', async ({ ide }) => {
      await ide.language.selectOption(language);
      await ide.run.click();
      await ide.expectState('FINISHED');
      await expect(ide.outcome).toContainText('Finished normally');
      await expect(ide.usage).toContainText(/\d+(\.\d+)?\s*(ms|s)\b/);
      await expect(ide.usage).toContainText(/\d+(\.\d+)?\s*[KM]B\b/);
      expect((await ide.terminal()).trim()).not.toBe('');
    });

    test('a line typed at a prompt arrives and is echoed once', async ({ ide }) => {
      await ide.start(language, GREET[language]);
      await ide.expectTerminal('Name? ');
      await ide.type('Ada\n');
      await ide.expectTerminal('Hello, Ada!');
      await ide.expectState('FINISHED');
      const terminal = await ide.terminal();
      expect(terminal.split('Name? Ada').length - 1, 'how often the line stands there').toBe(1);
      expect(terminal.split('Ada').length - 1, 'how often the name stands there').toBe(2);
    });

    test('Hangul arrives as it was typed', async ({ ide }) => {
      await ide.start(language, GREET[language]);
      await ide.expectTerminal('Name? ');
      await ide.page.locator('#terminal').click();
      await ide.page.keyboard.insertText('마당');
      await ide.page.keyboard.press('Enter');
      await ide.expectTerminal('Hello, 마당!');
      await ide.expectState('FINISHED');
    });

    test('output appears while the program still runs', async ({ ide }) => {
      await ide.write(language, TICK[language]);
      await ide.record();
      await ide.run.click();
      await ide.expectState('FINISHED');
      const moments = await Promise.all(TICKS.map((tick) => ide.firstMoment(tick)));
      for (const moment of moments) expect(moment.state).toBe('RUNNING');
      const times = moments.map((moment) => moment.at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      // All at once at the end would be no distance at all; a busy machine may halve it.
      const [first, last] = [times.at(0) ?? 0, times.at(-1) ?? 0];
      expect(last - first).toBeGreaterThan(((TICKS.length - 1) * TICK_PAUSE_MS) / 2);
    });

    test('Stop ends an infinite loop and its container', async ({ ide, server }) => {
      await ide.start(language, SPIN[language]);
      await ide.expectTerminal('spinning');
      expect(await server.containers()).toHaveLength(1);
      await ide.stop.click();
      await ide.expectState('STOPPED');
      await expect(ide.outcome).toContainText('Stopped by you');
      await ide.expectTerminal('spinning');
      await server.expectNothingLeft();
    });

    test('an uncaught exception shows its trace and exit code 1', async ({ ide }) => {
      await ide.start(language, CRASH[language]);
      await ide.expectState('FINISHED');
      for (const part of TRACES[language]) await ide.expectTerminal(part);
      await expect(ide.outcome).toContainText('exit code 1');
    });
  });
}

test('a compile error in Java shows what javac says', async ({ ide }) => {
  await ide.start('java', 'public class Main {\n    int x = "text";\n}\n');
  await ide.expectState('FINISHED');
  await ide.expectTerminal('Main.java:2: error: incompatible types');
  await ide.expectTerminal('1 error');
  await expect(ide.outcome).toContainText('Compilation failed with exit code 1');
});

test('Ctrl-C interrupts the program, and the program decides', async ({ ide }) => {
  await ide.start('python', 'try:\n    print("ready")\n    input()\nexcept KeyboardInterrupt:\n    print("interrupted")\n');
  await ide.expectTerminal('ready');
  await ide.page.locator('#terminal').click();
  await ide.page.keyboard.press('Control+c');
  await ide.expectTerminal('interrupted');
  await ide.expectState('FINISHED');
});

test('Ctrl-D ends the input', async ({ ide }) => {
  await ide.start('python', 'import sys\nprint("ready")\nprint(len(sys.stdin.read()), "characters")\n');
  await ide.expectTerminal('ready');
  await ide.type('four\n');
  await ide.page.keyboard.press('Control+d');
  await ide.expectTerminal('5 characters');
  await ide.expectState('FINISHED');
});

test('the program sees the size that the terminal has', async ({ ide }) => {
  await ide.start('python', 'import os\nprint("columns", os.get_terminal_size().columns)\ninput()\nprint("then", os.get_terminal_size().columns)\n');
  await ide.expectTerminal(/columns \d+/);
  const columns = /columns (\d+)/.exec(await ide.terminal())?.[1];
  expect(Number(columns)).toBeGreaterThan(20);
  await ide.page.setViewportSize({ width: 1000, height: 700 });
  // The new size reaches the program some time after the window has it: it is asked until it does.
  await ide.type('\n');
  await ide.expectTerminal(/then \d+/);
  await ide.expectState('FINISHED');
});
