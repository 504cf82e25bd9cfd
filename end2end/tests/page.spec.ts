// The page itself: what can be done with it and in which language it speaks.

import { expect, test } from '../lib/fixtures.ts';
import { SLEEP } from '../lib/programs.ts';

test('the page offers the three languages, each with its example', async ({ ide }) => {
  const offered = await ide.language.locator('option').evaluateAll((all) => all.map((o) => (o as HTMLOptionElement).value));
  expect(offered.toSorted()).toEqual(['java', 'javascript', 'python']);
  for (const [language, sign] of [['python', 'print('], ['javascript', 'console.log('], ['java', 'public class Main']] as const) {
    await ide.language.selectOption(language);
    await expect.poll(() => ide.page.evaluate(() => window.madang.code())).toContain(sign);
  }
});

test('Ctrl+Enter in the editor runs the program', async ({ ide }) => {
  await ide.write('python', 'print("by key")\n');
  await ide.page.locator('#editor .cm-content').click();
  await ide.page.keyboard.press('Control+Enter');
  await ide.expectTerminal('by key');
  await ide.expectState('FINISHED');
});

test('Run can be used again, and the terminal starts anew', async ({ ide }) => {
  await ide.start('python', 'print("first run")\n');
  await ide.expectState('FINISHED');
  await ide.expectTerminal('first run');
  await ide.start('python', 'print("second run")\n');
  await ide.expectTerminal('second run');
  await ide.expectState('FINISHED');
  expect(await ide.terminal()).not.toContain('first run');
});

test('the time ticks while a program runs', async ({ ide }) => {
  await ide.start('python', SLEEP.python);
  await ide.expectState('RUNNING');
  const first = await ide.elapsed.textContent();
  await expect(ide.elapsed).not.toHaveText(first ?? '');
  const second = await ide.elapsed.textContent();
  await expect(ide.elapsed).not.toHaveText(second ?? '');
  await ide.stop.click();
  await ide.expectState('STOPPED');
});

test('row 09: markup in output is text', async ({ ide }) => {
  await ide.start('python', `print('<img src=x onerror="document.title=1">')\n`);
  await ide.expectTerminal('<img src=x onerror=');
  await expect(ide.page).not.toHaveTitle('1');
});

test('row 09: the page is sent with a content security policy and is never stored', async ({ page }) => {
  const response = await page.goto('/');
  const headers = response?.headers() ?? {};
  expect(headers['content-security-policy']).toContain("script-src 'self' 'nonce-");
  expect(headers['cache-control']).toContain('no-store');
});

test('row 09: nothing on the page breaks its content security policy', async ({ page }) => {
  const reports: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) reports.push(message.text());
  });
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', 'true');
  expect(reports).toEqual([]);
});

test.describe('for a Korean browser', () => {
  test.use({ locale: 'ko-KR' });

  test('the page speaks Korean from the first byte on', async ({ ide, request }) => {
    const html = await (await request.get('/', { headers: { 'accept-language': 'ko-KR,ko;q=0.9' } })).text();
    expect(html).toContain('실행');
    await expect(ide.page.locator('html')).toHaveAttribute('lang', 'ko');
    await expect(ide.page.getByRole('button', { name: /^실행/ })).toBeVisible();
    await ide.start('python', 'print("안녕, 마당")\n');
    await ide.expectTerminal('안녕, 마당');
    await ide.expectState('FINISHED');
  });
});
