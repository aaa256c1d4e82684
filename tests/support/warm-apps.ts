/**
 * Apps with the usual settings that outlive a test file. A process of the tests is anew for each file; the one that started
 * them all keeps an app for each worker, and hands it to the file that the worker runs next: it is warm by then.
 */
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { attachApp, startApp, type AppOptions, type TestApp } from "./app";
import { settled } from "./billing";
import { attachLocalStripe } from "./local-stripe";
import { attachDatabase } from "./postgres";

/** What a process needs to use an app that another one started. */
interface Lent {
  url: string;
  env: TestApp["env"];
  databaseUrl: string;
  localStripe: { url: string; dataDir: string; secretKey: string };
}

export interface WarmApps {
  /** Where to ask for one: `GET /SLOT`. */
  address: string;
}

/** Starts no app before it is asked for. */
export async function keepWarmApps(options: AppOptions): Promise<WarmApps & { stop(): Promise<void> }> {
  const apps = new Map<string, Promise<TestApp>>();
  const server = createServer((request, answer) => {
    const slot = request.url ?? "/";
    const app = apps.get(slot) ?? startApp(options);
    apps.set(slot, app);
    // The next file that asks starts it anew.
    app.catch(() => apps.delete(slot));
    app.then(
      ({ url, env, database, localStripe }) => {
        const { dataDir, secretKey } = localStripe;
        const lent: Lent = {
          url,
          env,
          databaseUrl: database.url,
          localStripe: { url: localStripe.url, dataDir, secretKey },
        };
        answer.end(JSON.stringify(lent));
      },
      (error: unknown) => answer.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await Promise.allSettled([...apps.values()].map((app) => app.then(({ stop }) => stop())));
    },
  };
}

/**
 * The app of this worker. Other files have used it: it has their people, products and events, and no fault, held delivery
 * or unfinished work of theirs. `stop` gives it back so.
 */
export async function borrowApp({ address }: WarmApps): Promise<TestApp> {
  const answer = await fetch(`${address}/${process.env.VITEST_POOL_ID ?? "1"}`);
  if (!answer.ok) throw new Error(await answer.text());
  const lent = (await answer.json()) as Lent;
  const localStripe = attachLocalStripe(lent.localStripe);
  const database = attachDatabase(lent.databaseUrl);
  const app = attachApp({ url: lent.url, env: lent.env, database, localStripe }, async () => {
    try {
      await localStripe.clearFaults();
      await localStripe.sendDeliveries();
      await settled(app);
      await localStripe.clearRequests();
    } finally {
      await database.pool.end();
    }
  });
  return app;
}
