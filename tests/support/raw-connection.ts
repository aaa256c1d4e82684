/** One kept-alive connection to an app, as a proxy holds it: what is sent on it, byte by byte, and what comes back. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface RawAnswer {
  status: number;
  headers: Map<string, string>;
  body: string;
}

const GIVE_UP_MS = 15_000;

export class RawConnection {
  private buffered = Buffer.alloc(0);
  private ended = false;

  private constructor(private readonly socket: Socket) {
    socket.on("data", (chunk: Buffer) => (this.buffered = Buffer.concat([this.buffered, chunk])));
    socket.on("error", () => undefined);
    socket.on("close", () => (this.ended = true));
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    return new RawConnection(socket);
  }

  get isOpen(): boolean {
    return !this.ended && this.socket.writable;
  }

  /** Sends bytes; a connection that the app has closed takes none. */
  async write(text: string | Buffer): Promise<void> {
    if (this.isOpen) await new Promise<void>((resolve) => this.socket.write(text, () => resolve()));
  }

  /** The next answer. @throws when the connection ends, or nothing comes, before it is whole */
  async answer(): Promise<RawAnswer> {
    const headEnd = () => this.buffered.indexOf("\r\n\r\n");
    await this.until(() => headEnd() >= 0);
    const head = this.buffered.subarray(0, headEnd()).toString("latin1");
    this.buffered = this.buffered.subarray(headEnd() + 4);
    const [first = "", ...lines] = head.split("\r\n");
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
    );
    const status = Number(first.split(" ")[1]);
    return { status, headers, body: await this.body(headers) };
  }

  /** Resolves when the app has closed it. */
  async closed(): Promise<void> {
    await this.until(() => this.ended).catch((error: Error) => {
      if (!this.ended) throw error;
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private async body(headers: Map<string, string>): Promise<string> {
    if (headers.get("transfer-encoding") !== "chunked") {
      return (await this.take(Number(headers.get("content-length") ?? 0))).toString("utf8");
    }
    const pieces: Buffer[] = [];
    for (;;) {
      await this.until(() => this.buffered.includes("\r\n"));
      const lineEnd = this.buffered.indexOf("\r\n");
      const size = Number.parseInt(this.buffered.subarray(0, lineEnd).toString(), 16);
      this.buffered = this.buffered.subarray(lineEnd + 2);
      pieces.push(await this.take(size));
      await this.take(2);
      if (size === 0) return Buffer.concat(pieces).toString("utf8");
    }
  }

  private async take(size: number): Promise<Buffer> {
    await this.until(() => this.buffered.length >= size);
    const taken = this.buffered.subarray(0, size);
    this.buffered = this.buffered.subarray(size);
    return taken;
  }

  private async until(reached: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(GIVE_UP_MS);
    while (!reached()) {
      if (this.ended) throw new Error("The connection was closed.");
      const changed = [once(this.socket, "data", { signal }), once(this.socket, "close", { signal })];
      await Promise.race(changed).catch((error: unknown) => {
        if (signal.aborted) throw new Error(`Nothing came within ${GIVE_UP_MS / 1000} s.`, { cause: error });
      });
    }
  }
}

export interface RawRequest {
  method?: string;
  path: string;
  headers?: Record<string, string>;
}

/** The head of a request on a connection that is to be kept. */
export function headOf(url: string, { method = "POST", path, headers = {} }: RawRequest): string {
  const all = { host: new URL(url).host, connection: "keep-alive", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** A piece of a body that is sent with `transfer-encoding: chunked`. */
export const chunkOf = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

export const LAST_CHUNK = "0\r\n\r\n";
