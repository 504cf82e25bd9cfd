// Typing in a program of 5,000 lines: how long the page's main thread is busy at a time.

import { readFile } from 'node:fs/promises';
import type { Browser } from '@playwright/test';
import { expect, test } from '../lib/fixtures.ts';
import type { Language } from '../lib/ide.ts';

const LINES = 5_000;

/** From this on a task is long: a key that comes meanwhile is felt to be late. */
const LONG_MS = 50;

/** A person does not type faster. */
const PAUSE_MS = 60;

/** Functions in each language, of ten lines; `n` makes them differ. */
const FUNCTION: Record<Language, (n: number) => string> = {
  python: (n) => `def step_${n}(values, limit=${n}):
    """Adds what is below the limit."""
    total = 0
    for index, value in enumerate(values):
        if value < limit:
            total += value * ${n}  # weighted
        elif value == limit:
            print(f"at {index}: {value}", "limit")
    return {"total": total, "limit": limit}

`,
  javascript: (n) => `function step${n}(values, limit = ${n}) {
  // Adds what is below the limit.
  let total = 0;
  for (const [index, value] of values.entries()) {
    if (value < limit) total += value * ${n};
    else if (value === limit) console.log(\`at \${index}: \${value}\`, "limit");
  }
  return { total, limit };
}

`,
  java: (n) => `    static Map<String, Integer> step${n}(List<Integer> values, int limit) {
        // Adds what is below the limit.
        int total = 0;
        for (int index = 0; index < values.size(); index++) {
            if (values.get(index) < limit) total += values.get(index) * ${n};
            else System.out.println("at " + index + ": " + values.get(index));
        }
        return Map.of("total", total, "limit", limit);
    }

`,
};

/** What is typed, and how often, with so much taken back each time. */
const TYPED = '\nvalue = total(limit, [index, "a text"]) + val\nif (value) {\n\nre';
const ROUNDS = 3;
const BACKSPACES = 10;
const KEYS = ROUNDS * (TYPED.length + BACKSPACES);

function program(language: Language): string {
  const functions = Array.from({ length: LINES / 10 }, (_, n) => FUNCTION[language](n)).join('');
  return language === 'java' ? `import java.util.*;\n\nclass Main {\n${functions}}\n` : functions;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  /** How long it took, and how much of that the thread had a processor: both in microseconds. */
  dur?: number;
  tdur?: number;
  args: { data?: { type?: string } };
}

/** The durations of tasks in milliseconds, the longest first. */
interface Tasks {
  /** Those that a key may have to wait for. */
  keys: number[];
  /** Those for the time between keys, which end as soon as one waits. */
  idle: number[];
}

/**
 * The tasks on the page's main thread, which is the one that hears keys. Their durations are processor time, which other
 * work on the machine does not make longer.
 */
function tasks(events: TraceEvent[]): Tasks {
  const key = events.find(({ name, args }) => name === 'EventDispatch' && args.data?.type === 'keydown');
  const own = events.filter(({ ph, pid, tid }) => ph === 'X' && pid === key?.pid && tid === key.tid);
  const idle = own.filter(({ name }) => name === 'FireIdleCallback');
  const found: Tasks = { keys: [], idle: [] };
  for (const { ts, dur = 0, tdur = dur } of own.filter(({ name }) => name === 'RunTask')) {
    const isIdle = idle.some((callback) => callback.ts >= ts && callback.ts < ts + dur);
    found[isIdle ? 'idle' : 'keys'].push(tdur / 1000);
  }
  for (const durations of [found.keys, found.idle]) durations.sort((a, b) => b - a);
  return found;
}

async function traced(browser: Browser, path: string, act: () => Promise<void>): Promise<Tasks> {
  await browser.startTracing(undefined, { path, categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] });
  await act();
  await browser.stopTracing();
  const { traceEvents } = JSON.parse(await readFile(path, 'utf8')) as { traceEvents: TraceEvent[] };
  return tasks(traceEvents);
}

for (const language of Object.keys(FUNCTION) as Language[]) {
  test(`${language}: no task is longer than ${LONG_MS} ms`, async ({ browser, ide, page }, info) => {
    await ide.write(language, program(language));
    const content = page.locator('#editor .cm-content');
    await content.click();
    await page.keyboard.press('Control+Home');
    for (let screens = 0; screens < 60; screens += 1) await page.keyboard.press('PageDown');
    await page.keyboard.press('End');
    // The first offer makes the list of words.
    await page.keyboard.type('\nto', { delay: PAUSE_MS });
    await expect(page.locator('.cm-tooltip-autocomplete')).toBeVisible();
    await page.keyboard.press('Escape');
    const found = await traced(browser, info.outputPath('trace.json'), async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        await page.keyboard.type(TYPED, { delay: PAUSE_MS });
        for (let count = 0; count < BACKSPACES; count += 1) await page.keyboard.press('Backspace', { delay: PAUSE_MS });
      }
    });
    const [longest, ...rest] = found.keys;
    // The last of those that a person may notice: one in a hundred.
    const high = rest[Math.floor(KEYS / 100)];
    console.log(`| ${language} | ${[longest, high, found.idle[0] ?? 0].map((duration) => duration?.toFixed(1)).join(' | ')} |`);
    expect(found.keys.length).toBeGreaterThan(KEYS);
    expect(longest).toBeLessThan(LONG_MS);
  });
}
