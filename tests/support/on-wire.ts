import { createDatabase, startApp, type TestApp, type TestDatabase } from "./integration";
import { type PostgresProxy, startPostgresProxy } from "./postgres-proxy";

/** An app whose way to PostgreSQL leads through a proxy, where a test reads, counts and stops its statements. */
export interface OnWire {
  app: TestApp;
  wire: PostgresProxy;
  /** Not by way of the proxy. */
  database: TestDatabase;
  stop(): Promise<void>;
}

/** @param prepare what is done to the database before the set-up and the app use it */
export async function startAppOnWire(
  prepare: (database: TestDatabase) => Promise<unknown> = () => Promise.resolve(),
): Promise<OnWire> {
  const database = await createDatabase();
  const wire = await startPostgresProxy(database.url);
  await prepare(database);
  const app = await startApp({ database: { ...database, url: wire.url } });
  return {
    app,
    wire,
    database,
    async stop() {
      await app.stop();
      await app.localStripe.stop();
      await wire.close();
      await database.drop();
    },
  };
}
