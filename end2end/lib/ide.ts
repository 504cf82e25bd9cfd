// The page, as a person uses it.

import { expect, type Locator, type Page } from '@playwright/test';

/** The languages, by their keys on the wire. */
export type Language = 'python' | 'javascript' | 'java';

/** A moment of the page while a program ran. */
export interface Moment {
  /** Milliseconds since the page was loaded. */
  at: number;
  state: string;
  terminal: string;
}

declare global {
  interface Window {
    madang: { setCode(text: string): void; code(): string; terminalText(): string; terminalSize(): Uint16Array };
    moments: Moment[];
  }
}

export class Ide {
  readonly run: Locator;
  readonly stop: Locator;
  readonly language: Locator;
  readonly state: Locator;
  readonly queue: Locator;
  readonly elapsed: Locator;
  readonly outcome: Locator;
  readonly usage: Locator;
  readonly banner: Locator;
  readonly keepRunning: Locator;

  private constructor(readonly page: Page) {
    this.run = page.getByRole('button', { name: /^(Run|실행)/ });
    this.stop = page.getByRole('button', { name: /^(Stop|중지)/ });
    this.language = page.locator('select#language');
    this.state = page.getByTestId('state');
    this.queue = page.getByTestId('queue');
    this.elapsed = page.getByTestId('elapsed');
    this.outcome = page.getByTestId('outcome');
    this.usage = page.getByTestId('usage');
    this.banner = page.getByTestId('banner');
    this.keepRunning = page.getByTestId('keep-running');
  }

  /** Loads the page and waits until it can be used. */
  static async open(page: Page): Promise<Ide> {
    await page.goto('/');
    return Ide.attach(page);
  }

  /** Waits until a page that is loaded can be used. */
  static async attach(page: Page): Promise<Ide> {
    const ide = new Ide(page);
    await ide.ready();
    return ide;
  }

  /** Waits until the page can be used. */
  async ready(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('data-hydrated', 'true');
    await this.page.waitForFunction(() => window.madang !== undefined);
    await expect(this.run).toBeEnabled();
  }

  /** Puts a program into the editor. */
  async write(language: Language, code: string): Promise<void> {
    await this.language.selectOption(language);
    await this.page.evaluate((text) => window.madang.setCode(text), code);
    await expect.poll(() => this.page.evaluate(() => window.madang.code())).toBe(code);
  }

  /** Puts a program into the editor and presses Run. */
  async start(language: Language, code: string): Promise<void> {
    await this.write(language, code);
    await this.run.click();
  }

  /** Types into the terminal, key by key. */
  async type(text: string): Promise<void> {
    await this.page.locator('#terminal').click();
    await this.page.keyboard.type(text);
  }

  /** What stands in the terminal, with its scroll-back. */
  terminal(): Promise<string> {
    return this.page.evaluate(() => window.madang.terminalText());
  }

  /** The terminal's columns and rows, as a program would print them. */
  size(): Promise<string> {
    return this.page.evaluate(() => window.madang.terminalSize().join(' '));
  }

  /** Waits until the terminal shows this. */
  async expectTerminal(text: string | RegExp): Promise<void> {
    const shown = expect.poll(() => this.terminal(), { message: 'the terminal', timeout: 30_000 });
    await (typeof text === 'string' ? shown.toContain(text) : shown.toMatch(text));
  }

  /** Waits until the run is in this state. */
  async expectState(state: string): Promise<void> {
    await expect(this.state).toHaveText(state, { timeout: 30_000 });
  }

  /** Notes from now on every change of the terminal and of the state, with its time. */
  async record(): Promise<void> {
    await this.page.evaluate(() => {
      window.moments = [];
      setInterval(() => {
        const state = document.querySelector('[data-testid=state]')?.textContent?.trim() ?? '';
        const terminal = window.madang.terminalText();
        const last = window.moments.at(-1);
        if (last?.state === state && last.terminal === terminal) return;
        window.moments.push({ at: performance.now(), state, terminal });
      }, 10);
    });
  }

  /** The first recorded moment at which the terminal shows this. */
  async firstMoment(text: string): Promise<Moment> {
    const moment = await this.page.evaluate(
      (wanted) => window.moments.find((moment) => moment.terminal.includes(wanted)),
      text,
    );
    if (moment === undefined) throw new Error(`the terminal never showed ${text}`);
    return moment;
  }
}
