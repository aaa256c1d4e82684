import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What goes wrong with a call to Stripe. */
export type Trouble =
  /** Answers this status instead. */
  | { kind: "status"; status: number }
  /** Stripe answers, and the connection breaks. */
  | { kind: "lost" }
  /** Stripe answers now, and the answer arrives later. The `Date` may be that of the moment it was sent off. */
  | { kind: "held"; until: Promise<void>; datedLate: boolean; answered: () => void };

/** Some objects at Stripe that share a time of their own, so that a test says in which second things happen. */
export class Party {
  /** Every call about its objects that was answered, as `GET /v1/…`. */
  readonly calls: string[] = [];
  readonly troubles = new Map<string, Trouble>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    /** The present second at Stripe. */
    public second: number,
  ) {}

  /** Changes and reads come one after the other, so that each read is of one second and of one state. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** Stands between the product and local Stripe: sets the `Date` of answers, counts calls, and spoils some. */
export class StripeFront {
  private readonly parties = new Map<string, Party>();
  private readonly agent = new Agent({ keepAlive: true });
  /** What came as a webhook, by the event's id. */
  readonly received = new Map<string, string>();

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {
    server.on("request", (asked, answer) => {
      this.meet(asked, answer).catch((error: unknown) => answer.destroy(error instanceof Error ? error : undefined));
    });
  }

  /** @param target local Stripe's address */
  static async start(target: string): Promise<StripeFront> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return new StripeFront(server, target);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The address for a webhook endpoint whose deliveries are kept in `received`. */
  get webhookUrl(): string {
    return `${this.url}/webhooks`;
  }

  join(party: Party, id: string): void {
    this.parties.set(id, party);
  }

  leave(ids: Iterable<string>): void {
    for (const id of ids) this.parties.delete(id);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.agent.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private async meet(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await bytesOf(asked);
    if (asked.url === "/webhooks") {
      const text = body.toString();
      this.received.set((JSON.parse(text) as { id: string }).id, text);
      return void answer.writeHead(200).end();
    }
    const url = new URL(asked.url ?? "", this.target);
    const id = url.searchParams.get("subscription") ?? url.pathname.split("/")[3] ?? "";
    const party = this.parties.get(id);
    if (!party) return send(answer, await this.forward(asked, url, body), null);
    const trouble = party.troubles.get(id);
    party.troubles.delete(id);
    if (trouble?.kind === "status") return send(answer, refusal(trouble.status), party.second);
    const { told, second } = await party.inTurn(async () => ({
      told: await this.forward(asked, url, body),
      second: party.second,
    }));
    if (trouble?.kind === "lost") return void answer.destroy();
    party.calls.push(`${asked.method} ${url.pathname}`);
    if (trouble?.kind === "held") {
      trouble.answered();
      await trouble.until;
    }
    send(answer, told, trouble?.kind === "held" && trouble.datedLate ? party.second : second);
  }

  private forward(asked: IncomingMessage, url: URL, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { host: _host, connection: _connection, ...headers } = asked.headers;
      const call = request(url, { method: asked.method, headers, agent: this.agent }, (told) => {
        bytesOf(told).then(
          (bytes) => resolve({ status: told.statusCode ?? 500, headers: told.headers, body: bytes }),
          reject,
        );
      });
      call.once("error", reject);
      call.end(body);
    });
  }
}

function send(answer: ServerResponse, { status, headers, body }: Answer, second: number | null): void {
  const { connection: _connection, "transfer-encoding": _encoding, ...kept } = headers;
  const date = second === null ? {} : { date: new Date(second * 1000).toUTCString() };
  answer.writeHead(status, { ...kept, ...date, "content-length": body.length }).end(body);
}

function refusal(status: number): Answer {
  const error = {
    message: "This failure was planned by the test.",
    type: status === 429 ? "invalid_request_error" : "api_error",
  };
  return { status, headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify({ error })) };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
