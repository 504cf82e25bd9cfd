// A way to Docker that can be cut, as if the engine had stopped, without stopping it for others.

import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINE_SOCKET } from './docker.ts';

export class EngineProxy {
  private server: net.Server | undefined;
  private readonly sockets = new Set<net.Socket>();

  private constructor(
    private readonly folder: string,
    /** The socket that stands for Docker's. */
    readonly path: string,
  ) {}

  /** A proxy that lets nothing through before `restore`. */
  static async create(): Promise<EngineProxy> {
    const folder = await mkdtemp(join(tmpdir(), 'madang-engine-'));
    return new EngineProxy(folder, join(folder, 'docker.sock'));
  }

  /** The address as MADANG_DOCKER_HOST takes it. */
  get host(): string {
    return `unix://${this.path}`;
  }

  /** Docker is there (again). */
  async restore(): Promise<void> {
    const server = net.createServer({ allowHalfOpen: true }, (client) => this.connect(client));
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(this.path, resolve));
    this.server = server;
  }

  /** Docker is gone: every connection breaks, and no new one is taken. */
  async cut(): Promise<void> {
    const server = this.server;
    if (server === undefined) return;
    this.server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  async remove(): Promise<void> {
    await this.cut();
    await rm(this.folder, { recursive: true, force: true });
  }

  private connect(client: net.Socket): void {
    const engine = net.connect({ path: ENGINE_SOCKET, allowHalfOpen: true });
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      this.sockets.add(from);
      from.on('close', () => this.sockets.delete(from));
      // An orderly end is passed on by the pipe, after the bytes before it; a break at once.
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  }
}
