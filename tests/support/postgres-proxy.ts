/** A wire between the app and PostgreSQL that a test can stop at any statement, before the server hears of it or after. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { ClientMessages, saysReady, type Sent } from "./postgres-wire";

export interface StopAt {
  /** Counts from 1 the statements that the wire carries from now on. */
  nth: number;
  /** `before`: the server never hears of it. `after`: it has done it, and nobody hears its answer. */
  side: "before" | "after";
  /** Counts only statements of such names. */
  named?: RegExp;
}

export interface Stop {
  /** Resolves when the statement has come so far. */
  reached: Promise<void>;
  /** How many statements there have been. */
  seen(): number;
  /** Lets it continue, if it still can, and stops nothing more. */
  release(): void;
}

export interface PostgresProxy {
  /** The database's address by this wire. */
  url: string;
  /** The texts of all statements that were carried, by name; what had no name, by its text. */
  statements: Map<string, string>;
  stopAt(where: StopAt): Stop;
  /** Cuts all connections, as a network does. */
  cut(): void;
  /** Cuts all connections and takes no new ones, as when the server is away; until `repair`. */
  sever(): void;
  /** Takes connections and statements, and carries neither on, as a server that no longer answers; until `repair`. */
  hang(): void;
  repair(): void;
  close(): Promise<void>;
}

type Gate = (sent: Sent) => { side: "before" | "after"; reached: () => void; released: Promise<void> } | undefined;

export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const statements = new Map<string, string>();
  const sockets = new Set<Socket>();
  let gate: Gate = () => undefined;
  let severed = false;
  let hanging = false;
  const cut = () => sockets.forEach((socket) => socket.destroy());

  const server = createServer((client) => {
    if (severed) return void client.destroy();
    if (hanging) {
      sockets.add(client);
      client.on("error", () => client.destroy()).on("close", () => sockets.delete(client));
      return;
    }
    const upstream = connect({ host: target.hostname, port: Number(target.port) });
    const ends = [client, upstream];
    for (const [index, end] of ends.entries()) {
      sockets.add(end);
      end.setNoDelay(true);
      end.on("error", () => end.destroy());
      end.on("close", () => {
        sockets.delete(end);
        ends[1 - index]?.destroy();
      });
    }
    carry(client, upstream, (sent) => {
      if (sent.text) statements.set(sent.name || sent.text, sent.text);
      return gate(sent);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);

  return {
    url: url.href,
    statements,
    stopAt({ nth, side, named = /./ }) {
      let count = 0;
      const reached = signal();
      const released = signal();
      gate = (sent) => {
        // Without a text it is no statement, but the end of an idle connection.
        if (!sent.text || !named.test(sent.name) || ++count !== nth) return undefined;
        return { side, reached: reached.give, released: released.given };
      };
      const release = () => {
        gate = () => undefined;
        released.give();
      };
      return { reached: reached.given, seen: () => count, release };
    },
    cut,
    sever() {
      severed = true;
      cut();
    },
    hang() {
      hanging = true;
      gate = () => ({ side: "before", reached: () => undefined, released: new Promise(() => undefined) });
    },
    // What hung can't be carried on in order any more.
    repair() {
      if (hanging) cut();
      severed = hanging = false;
      gate = () => undefined;
    },
    async close() {
      server.close();
      cut();
    },
  };
}

function signal(): { given: Promise<void>; give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}

/** Passes bytes both ways; what the gate stops waits, and all that comes after it. */
function carry(client: Socket, upstream: Socket, gate: Gate): void {
  const messages = new ClientMessages();
  let held: Buffer[] | null = null;
  let onAnswer: (() => void) | null = null;
  let order = Promise.resolve();

  async function pass(sent: Sent): Promise<void> {
    const stop = gate(sent);
    if (stop?.side === "before") {
      stop.reached();
      await stop.released;
    }
    if (stop?.side === "after") {
      held = [];
      onAnswer = stop.reached;
      void stop.released.then(() => {
        for (const bytes of held ?? []) client.write(bytes);
        held = null;
      });
    }
    if (!upstream.destroyed) upstream.write(sent.bytes);
  }

  client.on("data", (bytes) => {
    for (const sent of messages.take(bytes)) order = order.then(() => pass(sent));
  });
  upstream.on("data", (bytes) => {
    if (!held) return void client.write(bytes);
    held.push(bytes);
    if (saysReady(Buffer.concat(held))) onAnswer?.();
  });
}
