// The real server: started on a free port with its own instance name and data directory.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { containers } from './docker.ts';

/** Settings of a server, by the names of their environment variables without MADANG_. */
export type Settings = Record<string, string>;

/** The binary under test. */
export const BINARY = process.env.MADANG_BINARY ?? join(import.meta.dirname, '../../target/release/madang');

/** Where the servers keep their data; `cargo xtask test` looks there for what was left behind. */
const DATA_FOLDER = process.env.MADANG_END2END_DIR ?? join(tmpdir(), 'madang-end2end');

const READY = /Madang listens on (http:\/\/\S+)/;
const READY_DEADLINE_MS = 60_000;
const END_DEADLINE_MS = 30_000;

/** How long containers and directories may outlive their run, or their server. */
export const CLEANUP_DEADLINE_MS = 5_000;

/**
 * Milder than the defaults where those only make tests slow; tests of a limit set it themselves. Nothing is made
 * ahead, so that the containers there are can be counted: warm.spec.ts is about the others.
 */
const DEFAULTS: Settings = { MAX_RUNNING: '4', QUEUE_MAX: '16', DRAIN_S: '1', WARM_MAX: '0' };

export class Server {
  /** Names the server's containers on the engine. */
  readonly instance = `test-end2end-${randomBytes(4).toString('hex')}`;
  readonly data = join(DATA_FOLDER, this.instance);
  /** Everything that all processes of this server have printed. */
  log = '';
  private process: ChildProcess | undefined;
  private address: string | undefined;

  constructor(private readonly settings: Settings = {}) {}

  /** Where the page is. */
  get url(): string {
    if (this.address === undefined) throw new Error('the server has not been started');
    return this.address;
  }

  /** Where the WebSocket is. */
  get socketUrl(): string {
    return `${this.url.replace(/^http/, 'ws')}/ws`;
  }

  /** Starts a process, and returns once programs can be run. */
  async start(): Promise<void> {
    await this.listen();
    await this.expectReady();
  }

  /** Waits until programs can be run. */
  async expectReady(): Promise<void> {
    const ready = async () => (await fetch(`${this.url}/readyz`)).status;
    await expect.poll(ready, { timeout: READY_DEADLINE_MS, message: `readiness; log:\n${this.log}` }).toBe(200);
  }

  /** Starts a process, and returns once it can be asked for the page. */
  async listen(): Promise<void> {
    await mkdir(this.data, { recursive: true });
    const child = spawn(BINARY, ['serve'], { env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    this.address = undefined;
    this.address = await new Promise<string>((resolve, reject) => {
      const fail = (what: string) => reject(new Error(`${what}; its log:\n${this.log}`));
      const timer = setTimeout(() => fail('the server does not listen in time'), READY_DEADLINE_MS);
      let printed = '';
      child.once('error', (error) => fail(`the server cannot be started (${error.message})`));
      child.once('exit', (code, signal) => {
        if (this.address === undefined) this.process = undefined;
        fail(`the server ended with ${code ?? signal}`);
      });
      child.stderr.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
      child.stdout.on('data', (chunk: Buffer) => {
        this.log += chunk.toString();
        printed += chunk.toString();
        const address = READY.exec(printed)?.[1];
        if (address === undefined) return;
        clearTimeout(timer);
        resolve(address.replace(/\/$/, ''));
      });
    });
  }

  /** Asks the server to end, and returns its exit code. */
  async stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** Ends the server as a crash would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.process;
    if (child === undefined) throw new Error('the server does not run');
    this.process = undefined;
    const ended = new Promise<number | null>((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`the server did not end in time after ${signal}; its log:\n${this.log}`));
      }, END_DEADLINE_MS);
      child.once('exit', (code) => {
        clearTimeout(timer);
        resolve(code);
      });
    });
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`the server had ended with ${child.exitCode ?? child.signalCode}; its log:\n${this.log}`);
    }
    child.kill(signal);
    return ended;
  }

  /** Whether a process of this server runs. */
  get running(): boolean {
    return this.process !== undefined;
  }

  /** The server's containers on the engine. */
  containers(): Promise<string[]> {
    return containers(this.instance);
  }

  /** The directories of sessions that are there. */
  async sessionDirectories(): Promise<string[]> {
    if (!existsSync(this.data)) return [];
    const entries = await readdir(this.data, { withFileTypes: true, recursive: true });
    const session = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    return entries.filter((entry) => entry.isDirectory() && session.test(entry.name)).map((entry) => entry.name);
  }

  /** Waits until no container and no directory of a session is left. */
  async expectNothingLeft(): Promise<void> {
    await expect
      .poll(() => this.containers(), { timeout: CLEANUP_DEADLINE_MS, message: 'containers that are left' })
      .toEqual([]);
    await expect
      .poll(() => this.sessionDirectories(), { timeout: CLEANUP_DEADLINE_MS, message: 'directories that are left' })
      .toEqual([]);
  }

  /** Ends the server as an operator would and checks that it went well all along. */
  async finish(): Promise<void> {
    if (this.running) expect(await this.stop(), `exit code after SIGTERM; log:\n${this.log}`).toBe(0);
    await this.expectNothingLeft();
    const panics = this.log.split('\n').filter((line) => line.includes('panicked'));
    expect(panics, 'panics in the log').toEqual([]);
    await rm(this.data, { recursive: true, force: true });
  }

  private environment(): NodeJS.ProcessEnv {
    const settings: Settings = {
      ...DEFAULTS,
      LISTEN: '127.0.0.1:0',
      INSTANCE: this.instance,
      DATA_DIR: this.data,
      ...this.settings,
    };
    const variables = Object.entries(settings).map(([name, value]) => [`MADANG_${name}`, value] as const);
    return { PATH: process.env.PATH, NO_COLOR: '1', RUST_BACKTRACE: '0', ...Object.fromEntries(variables) };
  }
}
