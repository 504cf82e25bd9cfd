// A project of several files: tabs, names, and what is kept of them.

import { expect, test } from '../lib/fixtures.ts';
import { Ide } from '../lib/ide.ts';
import { code, fileMenu, newFile, projectMenu, tab, tabs, type } from '../lib/project.ts';

test('a program of several files runs, and every file is kept', async ({ ide, page }) => {
  await type(page, 'import greeting\nprint(greeting.of("마당"))\nprint(open("data/names.txt").read())');
  await newFile(page, 'greeting.py', 'def of(name):\n    return f"Hello, {name}"');
  await newFile(page, 'data/names.txt', 'from a file');
  await ide.run.click();
  await ide.expectTerminal('Hello, 마당');
  await ide.expectTerminal('from a file');
  await page.reload();
  await ide.ready();
  expect(await tabs(page)).toEqual(['main.py', 'greeting.py', 'data/names.txt']);
  await expect(tab(page, 'data/names.txt')).toHaveAttribute('aria-selected', 'true');
  expect(await code(page)).toBe('from a file');
  await tab(page, 'greeting.py').click();
  expect(await code(page)).toContain('def of(name)');
});

test('Java runs public classes of any name, in packages, from the file that is marked', async ({ ide, page }) => {
  await ide.language.selectOption('java');
  await type(page, 'public class Main { public static void main(String[] a) { System.out.println("not this one"); } }');
  await newFile(page, 'kr/madang/Greeting.java', 'package kr.madang;\npublic class Greeting { public static String text() { return "from a package"; } }');
  await newFile(page, 'Start.java', 'public class Start { public static void main(String[] a) { System.out.println(kr.madang.Greeting.text()); } }');
  await fileMenu(page, 'StartWithFile');
  await expect(tab(page, 'Start.java').locator('.entry')).toBeVisible();
  await expect(tab(page, 'Main.java').locator('.entry')).toHaveCount(0);
  await ide.run.click();
  await ide.expectTerminal('from a package');
  expect(await ide.terminal()).not.toContain('not this one');
});

test('a file is renamed by its tab, and keeps its undo history', async ({ ide, page }) => {
  await type(page, 'first');
  await page.keyboard.press('End');
  await page.keyboard.type('X');
  await tab(page, 'main.py').dblclick();
  await expect(page.locator('#file-name')).toBeFocused();
  await page.keyboard.type('start');
  await page.keyboard.press('Enter');
  expect(await tabs(page)).toEqual(['start.py']);
  await expect(tab(page, 'start.py').locator('.entry')).toBeVisible();
  await page.keyboard.press('Control+z');
  expect(await code(page)).toBe('first');
  await ide.run.click();
  await ide.expectTerminal('NameError');
});

test('names that cannot be are refused in words', async ({ ide, page }) => {
  expect(await tabs(page)).toEqual(['main.py']);
  for (const [name, reason] of [
    ['main.py', 'There is a file or folder of that name.'],
    ['../x.py', 'A file has to be inside the project.'],
    ['/etc/passwd', 'A file has to be inside the project.'],
    ['', 'The file needs a name.'],
    ['a//b', 'A folder in that name has no name itself.'],
    ['main.py/x', 'There is a file or folder of that name.'],
  ] as const) {
    if ((await page.locator('#file-name').count()) === 0) await page.locator('#new-file').click();
    await page.locator('#file-name').fill(name);
    await page.keyboard.press('Enter');
    await expect(page.locator('.naming-error'), name).toHaveText(reason);
  }
  await page.keyboard.press('Escape');
  await expect(page.locator('#file-name')).toHaveCount(0);
  expect(await tabs(page)).toEqual(['main.py']);
  await ide.ready();
});

test('row 09: a name with markup in it is text', async ({ ide, page }) => {
  const name = '<img src=x onerror=document.title=1>.py';
  await newFile(page, name, 'x = 1');
  expect(await tabs(page)).toEqual(['main.py', name]);
  await fileMenu(page, 'DeleteFile');
  await expect(page.getByTestId('toast')).toContainText(`Deleted ${name}`);
  await expect(ide.page).not.toHaveTitle('1');
});

test('a deleted file can be brought back, and the last one stays', async ({ ide, page }) => {
  await newFile(page, 'notes.txt', 'remember this');
  await fileMenu(page, 'DeleteFile');
  expect(await tabs(page)).toEqual(['main.py']);
  await page.locator('#undo').click();
  expect(await tabs(page)).toEqual(['main.py', 'notes.txt']);
  expect(await code(page)).toBe('remember this');
  await fileMenu(page, 'DeleteFile');
  await fileMenu(page, 'DeleteFile');
  await expect(page.getByTestId('toast')).toContainText('at least one file');
  expect(await tabs(page)).toEqual(['main.py']);
  await ide.ready();
});

test('tabs are reached and used by keyboard alone', async ({ ide, page }) => {
  await newFile(page, 'b.py', 'b = 1');
  await tab(page, 'b.py').focus();
  await page.keyboard.press('ArrowRight');
  await expect(tab(page, 'main.py')).toBeFocused();
  await expect(tab(page, 'main.py')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowLeft');
  expect(await code(page)).toBe('b = 1');
  await page.keyboard.press('F2');
  await expect(page.locator('#file-name')).toBeFocused();
  await page.keyboard.press('Escape');
  await tab(page, 'b.py').focus();
  await page.keyboard.press('Delete');
  expect(await tabs(page)).toEqual(['main.py']);
  await ide.ready();
});

test('new projects leave the others among those that are kept', async ({ ide, page }) => {
  await type(page, 'print("the first")');
  await projectMenu(page, 'NewProject');
  await expect.poll(() => code(page)).toContain('print(');
  expect(await code(page)).not.toContain('the first');
  await type(page, 'print("the second")');
  await projectMenu(page, 'Projects');
  await page.locator('#project-name').fill('Second try');
  await page.keyboard.press('Tab');
  const rows = page.locator('.project');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(0)).toContainText('Second try');
  await expect(rows.nth(0)).toContainText('Python · 1 file');
  await rows.nth(1).locator('.project-open').click();
  await expect.poll(() => code(page)).toBe('print("the first")');
  await page.reload();
  await ide.ready();
  expect(await code(page)).toBe('print("the first")');

  await projectMenu(page, 'Projects');
  await rows.filter({ hasText: 'Second try' }).getByRole('button', { name: 'Delete Second try' }).click();
  await expect(rows).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.locator('#dialog')).toBeHidden();
  await page.locator('#undo').click();
  await projectMenu(page, 'Projects');
  await expect(rows).toHaveCount(2);
});

test('a project is started over, and that can be undone', async ({ ide, page }) => {
  await type(page, 'print("mine")');
  await newFile(page, 'b.py', 'b = 1');
  await projectMenu(page, 'ResetProject');
  expect(await tabs(page)).toEqual(['main.py']);
  expect(await code(page)).not.toContain('mine');
  await page.locator('#undo').click();
  expect(await tabs(page)).toEqual(['main.py', 'b.py']);
  await ide.ready();
});

test('what was done to one project cannot be undone in another', async ({ ide, page }) => {
  await newFile(page, 'secret.txt', 'of the first project');
  await fileMenu(page, 'DeleteFile');
  await expect(page.locator('#undo')).toBeVisible();
  await projectMenu(page, 'NewProject');
  await expect(page.locator('#undo')).toHaveCount(0);
  expect(await tabs(page)).toEqual(['main.py']);
  await ide.ready();
});

test('two tabs follow each other and overwrite nothing', async ({ ide, page, context }) => {
  await type(page, 'print("one")');
  await expect.poll(() => page.evaluate(() => localStorage.length)).toBeGreaterThan(1);
  const other = await context.newPage();
  // Registered before the page's own listener, so that it can keep events from it.
  await other.addInitScript(() => {
    window.addEventListener('storage', (event) => {
      if (document.documentElement.dataset.deaf !== undefined) event.stopImmediatePropagation();
    });
  });
  await other.goto('/');
  await Ide.attach(other);
  expect(await code(other)).toBe('print("one")');
  await type(page, 'print("two")');
  await expect.poll(() => code(other)).toBe('print("two")');

  // Both write before one has heard of the other, as where a tab slept.
  await other.evaluate(() => document.documentElement.setAttribute('data-deaf', ''));
  await type(page, 'print("of the first tab")');
  await expect.poll(() => page.evaluate(() => Object.values(localStorage).join())).toContain('of the first tab');
  await type(other, 'print("of the second tab")');
  await expect(other.getByTestId('toast')).toContainText('Your version is kept as a project of its own');
  const kept = await page.evaluate(() => Object.values(localStorage).join());
  expect(kept).toContain('of the first tab');
  expect(kept).toContain('of the second tab');
  expect(await code(page)).toBe('print("of the first tab")');
  await ide.ready();
});

test('a browser without room says that the project is not kept', async ({ ide, page }) => {
  await page.evaluate(() => {
    for (let size = 1 << 22; size > 64; size /= 2) {
      try {
        for (let count = 0; count < 4; count += 1) localStorage.setItem(`filler.${size}.${count}`, 'x'.repeat(size));
      } catch {
        // Full for pieces of this size.
      }
    }
  });
  await type(page, `# ${'long '.repeat(200)}`);
  await expect(page.getByTestId('toast')).toContainText('no room to keep the project');
  await ide.ready();
});

test.describe('for a Korean browser', () => {
  test.use({ locale: 'ko-KR' });

  test('files and projects speak Korean', async ({ ide, page }) => {
    await newFile(page, '자료.txt', '값');
    await fileMenu(page, 'DeleteFile');
    await expect(page.getByTestId('toast')).toContainText('지움: 자료.txt');
    await expect(page.locator('#undo')).toHaveText('되돌리기');
    await projectMenu(page, 'Projects');
    await expect(page.locator('#dialog-title')).toHaveText('프로젝트');
    await expect(page.locator('.project').first()).toContainText('파일 1개');
    await ide.ready();
  });
});
