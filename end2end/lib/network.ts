// The way between a page and its server, which can be cut, or carry nothing without being cut.

import net from 'node:net';

export class Network {
  private readonly server: net.Server;
  private readonly pairs = new Set<[net.Socket, net.Socket]>();
  /** The sockets of the pages' WebSockets. */
  private readonly upgraded = new Set<net.Socket>();
  private reachable = true;

  private constructor(private readonly target: URL) {
    this.server = net.createServer((client) => this.connect(client));
  }

  /** A way to the server at this address. */
  static async to(address: string): Promise<Network> {
    const network = new Network(new URL(address));
    await new Promise<void>((resolve, reject) => network.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return network;
  }

  /** Where the page is, this way. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as net.AddressInfo).port}`;
  }

  /** Breaks every connection; new ones are taken. */
  break(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  /** Breaks every connection and refuses new ones. */
  cut(): void {
    this.reachable = false;
    this.break();
  }

  /** Takes new connections again. */
  restore(): void {
    this.reachable = true;
  }

  /** The WebSockets that there are carry nothing any more, and nobody is told. */
  freeze(): void {
    for (const pair of this.pairs) {
      if (!this.upgraded.has(pair[0])) continue;
      for (const socket of pair) {
        socket.unpipe();
        socket.pause();
      }
    }
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.break();
    await closed;
  }

  private connect(client: net.Socket): void {
    if (!this.reachable) {
      client.resetAndDestroy();
      return;
    }
    const server = net.connect(Number(this.target.port), this.target.hostname);
    const pair: [net.Socket, net.Socket] = [client, server];
    this.pairs.add(pair);
    for (const [from, to] of [pair, [server, client]] as const) {
      from.setNoDelay(true);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.pairs.delete(pair);
        this.upgraded.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
    client.on('data', (chunk: Buffer) => {
      if (chunk.includes('GET /ws ')) this.upgraded.add(client);
    });
  }
}
