import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A crash as the database sees it: a connection that ends in the midst of a statement. */
export interface Cut {
  /** Statements that carry this text count. */
  mentions: string;
  /** How many of them pass unharmed first. */
  skip: number;
  /** `before`: the statement never reaches the server. `after`: it is done, and nobody learns of it. */
  side: "before" | "after";
  /** Whether a client that was cut off stays cut off, like a process that died, until the cut is lifted. */
  dead: boolean;
}

interface Planned extends Cut {
  passed: number;
  happened: number;
}

export interface LiftableCut {
  /** Ends the danger; answers how often it struck. */
  lift(): number;
}

/** Stands between pg and PostgreSQL, relays bytes, and cuts where it was told to. */
export class PostgresCutter {
  private readonly planned = new Set<Planned>();
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on("connection", (client) => this.relay(client));
  }

  /** @param url the database's address */
  static async start(url: string): Promise<PostgresCutter> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return new PostgresCutter(server, new URL(url));
  }

  /** The database's address through this proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = "127.0.0.1";
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  plan(cut: Cut): LiftableCut {
    const planned: Planned = { ...cut, passed: 0, happened: 0 };
    this.planned.add(planned);
    return {
      lift: () => {
        this.planned.delete(planned);
        return planned.happened;
      },
    };
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private relay(client: Socket): void {
    const server = connect(Number(this.target.port || 5432), this.target.hostname);
    const end = () => {
      client.destroy();
      server.destroy();
    };
    // A statement may come in several pieces, and is counted once.
    const counted = new Set<Planned>();
    let answerIsLost = false;
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", () => {
        this.sockets.delete(socket);
        end();
      });
    }
    client.on("data", (bytes: Buffer) => {
      const struck = this.strikes(bytes, counted);
      if (struck?.side === "before") return end();
      if (struck) answerIsLost = true;
      server.write(bytes);
    });
    server.on("data", (bytes: Buffer) => {
      const done = saysReady(bytes);
      if (done) counted.clear();
      if (!answerIsLost) client.write(bytes);
      else if (done) end();
    });
  }

  private strikes(bytes: Buffer, counted: Set<Planned>): Planned | undefined {
    for (const planned of this.planned) {
      if (counted.has(planned) || !bytes.includes(planned.mentions)) continue;
      counted.add(planned);
      if (planned.passed++ < planned.skip || (planned.happened > 0 && !planned.dead)) continue;
      planned.happened++;
      return planned;
    }
    return undefined;
  }
}

/** The last message of every answer is ReadyForQuery: Z, its length 5, and one byte of state. */
function saysReady(bytes: Buffer): boolean {
  return bytes.length >= 6 && bytes.readUInt8(bytes.length - 6) === 0x5a && bytes.readUInt32BE(bytes.length - 5) === 5;
}
