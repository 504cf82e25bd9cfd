// What a program that failed says leads to where it failed: in the gutter, in a list, and in the terminal.

import { expect, test } from '../lib/fixtures.ts';
import type { Ide, Language } from '../lib/ide.ts';
import { projectMenu, type } from '../lib/project.ts';

/** A program that fails, with the line that is marked and what is said of it. */
interface Failure {
  language: Language;
  code: string;
  place: string;
  message: RegExp;
  /** What stands in the terminal at the place. */
  link: string;
}

const FAILURES: Record<string, Failure> = {
  'a Python traceback': {
    language: 'python',
    code: 'def half(n):\n    return 1 / n\n\nprint("before")\nhalf(0)\n',
    place: 'main.py:2',
    message: /^ZeroDivisionError: division by zero$/,
    link: 'line 2',
  },
  'a Python syntax error': {
    language: 'python',
    code: 'print("before")\nprint("a"\n',
    place: 'main.py:2',
    message: /^SyntaxError: '\(' was never closed$/,
    link: 'line 2',
  },
  'a Node.js stack': {
    language: 'javascript',
    code: "function inner() {\n  throw new TypeError('boom');\n}\n\ninner();\n",
    place: 'main.js:2',
    message: /^TypeError: boom$/,
    link: 'main.js:2:9',
  },
  'a Node.js syntax error': {
    language: 'javascript',
    code: 'let fine = 1;\nlet = = 1;\n',
    place: 'main.js:2',
    message: /^SyntaxError: /,
    link: 'main.js:2',
  },
  'an error of javac': {
    language: 'java',
    code: 'public class Main {\n    public static void main(String[] args) {\n        int x = 1\n    }\n}\n',
    place: 'Main.java:3',
    message: /^';' expected$/,
    link: 'Main.java:3',
  },
  'a Java stack': {
    language: 'java',
    code: 'public class Main {\n    public static void main(String[] args) {\n        System.out.println(new int[3].length);\n        half(0);\n    }\n    static int half(int n) {\n        return 1 / n;\n    }\n}\n',
    place: 'Main.java:7',
    message: /^java\.lang\.ArithmeticException: \/ by zero$/,
    link: 'Main.java:7',
  },
};

const list = (ide: Ide) => ide.page.locator('details.problems');
const first = (ide: Ide) => list(ide).locator('.problem').first();
const activeLine = (ide: Ide) => ide.page.locator('#editor .cm-lineNumbers .cm-activeLineGutter');

/** Puts the caret where no problem is. */
async function away(ide: Ide): Promise<void> {
  await ide.page.locator('#editor .cm-line').first().click();
  await expect(activeLine(ide)).toHaveText('1');
}

for (const [name, { language, code, place, message, link }] of Object.entries(FAILURES)) {
  test(`${name} leads to its line`, async ({ ide, page }) => {
    const line = place.split(':')[1] ?? '';
    await ide.start(language, code);
    await ide.expectState('FINISHED');
    await expect(first(ide).locator('.place')).toHaveText(place);
    await expect(first(ide).locator('.message')).toHaveText(message);
    await expect(list(ide).locator('.count')).toHaveText('1');

    const mark = page.locator('#editor .cm-lint-marker-error');
    await expect(mark).toHaveCount(1);
    await mark.hover();
    await expect(page.locator('.cm-tooltip-lint')).toHaveText(message);

    await away(ide);
    await first(ide).press('Enter');
    await expect(activeLine(ide)).toHaveText(line);
    await expect(page.locator('#editor .cm-content')).toBeFocused();

    await away(ide);
    await clickInTerminal(ide, link);
    await expect(activeLine(ide)).toHaveText(line);
  });
}

/** Clicks on a text in the terminal, which may begin in one span and end in another. */
async function clickInTerminal(ide: Ide, text: string): Promise<void> {
  const at = await ide.page.locator('.xterm-rows').evaluate((rows, wanted) => {
    const walker = document.createTreeWalker(rows, NodeFilter.SHOW_TEXT);
    for (const row of rows.children) {
      const start = row.textContent?.indexOf(wanted) ?? -1;
      if (start < 0) continue;
      walker.currentNode = row;
      let before = 0;
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const length = node.textContent?.length ?? 0;
        if (start < before + length) {
          const range = document.createRange();
          range.setStart(node, start - before);
          range.setEnd(node, start - before + 1);
          const { left, top, height } = range.getBoundingClientRect();
          return { x: left + 2, y: top + height / 2 };
        }
        before += length;
      }
    }
    return undefined;
  }, text);
  if (!at) throw new Error(`the terminal does not show ${text}`);
  await ide.page.mouse.move(at.x, at.y);
  await expect(ide.page.locator('.xterm.xterm-cursor-pointer, .xterm-screen.xterm-cursor-pointer')).toBeAttached();
  await ide.page.mouse.click(at.x, at.y);
}

test('a place that goes on in the next row is a link, also after wide characters', async ({ ide }) => {
  await ide.write('python', 'print("x")\nraise SystemExit\n');
  const columns = Number((await ide.size()).split(' ')[0]);
  // The line's number comes to stand in the second row.
  const path = `/${'마당'.repeat(Math.floor((columns - 8) / 4))}/main.py`;
  await ide.start('python', `print("x")\nprint('  File "${path}", line 2, in here')\n`);
  await ide.expectState('FINISHED');
  await away(ide);
  await clickInTerminal(ide, 'line 2');
  await expect(activeLine(ide)).toHaveText('2');
});

test('marks follow edits and go away with the next run', async ({ ide, page }) => {
  await ide.start('python', 'x = 1\nprint(x / 0)\n');
  const mark = page.locator('#editor .cm-gutter-lint .cm-lint-marker-error');
  await expect(mark).toHaveCount(1);
  const top = () => mark.evaluate((element) => Math.round(element.getBoundingClientRect().top));
  const before = await top();
  await page.locator('#editor .cm-line').first().click();
  await page.keyboard.press('Home');
  await page.keyboard.type('# one more line\n');
  await expect.poll(top).toBeGreaterThan(before + 10);
  await page.evaluate(() => window.madang.setCode('print("fine")\n'));
  await ide.run.click();
  await ide.expectTerminal('fine');
  await ide.expectState('FINISHED');
  await expect(mark).toHaveCount(0);
  await expect(list(ide)).toBeHidden();
});

test('marks make no room for themselves: the code stays where it is', async ({ ide, page }) => {
  await ide.write('python', 'x = 1\nprint(x / 0)\n');
  const place = () => page.locator('#editor .cm-line').first().boundingBox();
  const before = await place();
  await ide.run.click();
  await expect(page.locator('#editor .cm-lint-marker-error')).toHaveCount(1);
  const after = await place();
  expect([after?.x, after?.y]).toEqual([before?.x, before?.y]);
});

test('the way to where it failed is listed, but not counted', async ({ ide, page }) => {
  await ide.start('python', 'def half(n):\n    return 1 / n\n\nhalf(0)\n');
  await expect(list(ide).locator('.problem')).toHaveText([/main\.py:2\s+ZeroDivisionError/, /main\.py:4\s+called from here/]);
  await expect(list(ide).locator('.count')).toHaveText('1');
  await page.locator('#locale').click();
  await expect(list(ide).locator('summary')).toHaveText(/문제\s*1/);
  await expect(list(ide).locator('.problem').nth(1)).toHaveText(/여기서 호출함/);
  await list(ide).locator('summary').press('Enter');
  await expect(first(ide)).toBeHidden();
});

test('with pipes as well, and over a reload', async ({ ide, page }) => {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('dialog', { name: 'Settings' }).getByLabel(/^Pipes/).check();
  await page.keyboard.press('Escape');
  await ide.start('python', 'import sys\nprint("out")\nraise ValueError("한글")\n');
  await expect(first(ide)).toHaveText(/main\.py:3\s+ValueError: 한글/);
  await page.reload();
  await ide.ready();
  await expect(first(ide)).toHaveText(/main\.py:3\s+ValueError: 한글/);
  await expect(page.locator('#editor .cm-lint-marker-error')).toHaveCount(1);
});

test('what a program prints is only text, and no more than can be read', async ({ ide, page }) => {
  const markup = '<img src=x onerror=window.hacked=1>';
  const code = `for n in range(500):\n    print(f'  File "main.py", line {n + 1}, in x')\n    print("ValueError: ${markup}" + "k" * 5000)\n    print("\\n" * 9)\n`;
  await ide.start('python', code);
  await expect(list(ide).locator('.problem')).not.toHaveCount(0, { timeout: 30_000 });
  expect(await list(ide).locator('.problem').count()).toBeLessThanOrEqual(100);
  expect((await first(ide).textContent())?.length).toBeLessThan(400);
  await expect(first(ide)).toContainText(markup);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('a problem leads to the editor', async ({ ide, page }) => {
    await ide.start('python', 'x = 1\nprint(x / 0)\n');
    await expect(page.locator('#editor')).toBeHidden();
    await expect(first(ide)).toBeVisible();
    await first(ide).tap();
    await expect(page.locator('#editor')).toBeVisible();
    await expect(activeLine(ide)).toHaveText('2');
    await expect(list(ide)).toBeInViewport();
  });
});

test('what another project printed marks nothing, and the list of runs names what ran', async ({ ide, page }) => {
  await ide.start('python', 'input("go? ")\nprint(1 / 0)');
  await ide.expectTerminal('go? ');
  await projectMenu(page, 'NewProject');
  await type(page, 'one = 1\ntwo = 2');
  await projectMenu(page, 'Projects');
  await page.locator('#project-name').fill('Another');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await ide.type('\n');
  await ide.expectState('FINISHED');
  await ide.expectTerminal('ZeroDivisionError');
  await projectMenu(page, 'Runs');
  await expect(page.locator('.past-run')).toContainText('main.py Python');
  await page.keyboard.press('Escape');
  await expect(page.locator('.problem')).toHaveCount(0);
});
