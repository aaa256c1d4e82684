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

/** @param meanwhile what is done to the database while the app starts, which asks for nothing before it is asked */
export async function startAppOnWire(
  meanwhile: (database: TestDatabase) => Promise<unknown> = () => Promise.resolve(),
): Promise<OnWire> {
  const database = await createDatabase();
  const wire = await startPostgresProxy(database.url);
  const [app] = await Promise.all([startApp({ database: { ...database, url: wire.url } }), meanwhile(database)]);
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
