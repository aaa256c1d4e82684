/** Stands before a local Stripe, keeps answers back that Stripe has already given, and may change what they say. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface SlowStripe {
  url: string;
  /** The next answer to a GET of the path stays here: resolves when Stripe has given it; `release` lets it go. */
  hold(path: string): Promise<{ release: () => void }>;
  stop(): Promise<void>;
}

/** @param change what an answer says instead, as JSON */
export async function startSlowStripe(
  upstream: string,
  change: (body: string) => string = (body) => body,
): Promise<SlowStripe> {
  const holds = new Map<string, (held: { release: () => void }) => void>();
  const server = createServer((request, response) => {
    void (async () => {
      const answer = await fetch(new URL(request.url ?? "/", upstream), {
        method: request.method,
        headers: {
          authorization: request.headers.authorization ?? "",
          "stripe-version": String(request.headers["stripe-version"]),
        },
      });
      const body = change(await answer.text());
      const path = request.url?.split("?")[0] ?? "";
      const held = holds.get(path);
      if (held) {
        holds.delete(path);
        await new Promise<void>((release) => held({ release }));
      }
      // Dated when it is sent, which is the later the longer it was kept.
      response
        .writeHead(answer.status, { "content-type": "application/json", date: new Date().toUTCString() })
        .end(body);
    })().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: (path) => new Promise((resolve) => holds.set(path, resolve)),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
