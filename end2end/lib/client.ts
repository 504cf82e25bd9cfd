// A client that is no browser: the wire, message by message.

import { WebSocket } from 'ws';

/** A control message, either way. */
export type Message = { type: string } & Record<string, unknown>;

const DEADLINE_MS = 20_000;

/** The bytes before the output in a frame: stream and offset. */
const OUTPUT_HEADER_BYTES = 9;

export class Client {
  /** Every control message so far. */
  readonly messages: Message[] = [];
  /** The bytes of both streams so far, in order. */
  output = Buffer.alloc(0);
  /** The close code, once the socket is closed. */
  closed: number | undefined;
  private sentInput = 0n;
  private wake: () => void = () => undefined;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, binary) => {
      if (binary) this.output = Buffer.concat([this.output, data.subarray(OUTPUT_HEADER_BYTES)]);
      else this.messages.push(JSON.parse(data.toString()) as Message);
      this.wake();
    });
    socket.on('close', (code) => {
      this.closed = code;
      this.wake();
    });
    // What follows is a close, which is what tests look at.
    socket.on('error', () => undefined);
  }

  static async connect(url: string, headers: Record<string, string> = {}): Promise<Client> {
    const socket = new WebSocket(url, { headers, handshakeTimeout: DEADLINE_MS });
    const client = new Client(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  /** The status that a refused handshake is answered with. */
  static async refusal(url: string, headers: Record<string, string>): Promise<number | undefined> {
    const socket = new WebSocket(url, { headers, handshakeTimeout: DEADLINE_MS });
    return new Promise((resolve, reject) => {
      socket.once('unexpected-response', (request, response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      socket.once('open', () => {
        socket.terminate();
        resolve(101);
      });
      socket.once('error', reject);
    });
  }

  send(message: Message | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Says hello and returns the welcome. */
  async hello(): Promise<Message> {
    this.send({ type: 'hello', protocol_version: 1 });
    return this.expect('welcome');
  }

  /** Asks for a run of one file in a terminal; more fields replace these. */
  run(language: string, path: string, content: string, more: Record<string, unknown> = {}): void {
    const io = { mode: 'terminal', cols: 80, rows: 24 };
    this.send({ type: 'run', language, files: [{ path, content }], io, ...more });
  }

  /** Sends input to the program. */
  input(bytes: Buffer): void {
    const frame = Buffer.alloc(8 + bytes.length);
    frame.writeBigUInt64LE(this.sentInput);
    bytes.copy(frame, 8);
    this.sentInput += BigInt(bytes.length);
    this.socket.send(frame);
  }

  /** Waits for the first message of a type that has these fields. */
  expect(type: string, fields: Record<string, unknown> = {}): Promise<Message> {
    const wanted = (message: Message) =>
      message.type === type && Object.entries(fields).every(([name, value]) => message[name] === value);
    return this.until(() => this.messages.find(wanted), `${type} ${JSON.stringify(fields)}`);
  }

  /** Waits until the output so far contains this. */
  expectOutput(text: string): Promise<true> {
    return this.until(() => (this.output.includes(text) ? true : undefined), `output ${text}`);
  }

  /** Waits until the server has closed the socket. */
  expectClosed(): Promise<number> {
    return this.until(() => this.closed, 'a close');
  }

  close(): void {
    this.socket.terminate();
  }

  private async until<T>(ask: () => T | undefined, what: string): Promise<T> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const answer = ask();
      if (answer !== undefined) return answer;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`no ${what} in time; got ${JSON.stringify(this.messages)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
