/** A database and a local Stripe that `stripe:setup` has brought to order once; most apps of tests start on copies of them. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "@/scripts/local/settings";
import { withLocalStripe } from "@/scripts/local/app-settings";
import { setUpStripe, WEBHOOK_PATH } from "@/scripts/local/steps";
import { compiled } from "./compiled";
import { bareEnvironment } from "./environment";
import { type LocalStripe, startLocalStripe } from "./local-stripe";
import { closeTemplate, createDatabase, dropTemplate, type TestPostgres } from "./postgres";

export interface SetUp {
  postgres: TestPostgres;
  /** What local Stripe keeps, and the file of settings that the command wrote. */
  dataDir: string;
  secretKey: string;
}

/** Where local Stripe delivers to until an app takes a copy. */
const NOWHERE = "http://127.0.0.1:9";

/** Runs the setup command for an app at an address; its settings go into a file beside local Stripe's data. */
export async function runSetup(settings: Settings, localStripe: LocalStripe, url: string): Promise<void> {
  const file = setupFileOf(localStripe);
  return setUpStripe(withLocalStripe(settings, settings, localStripe.url, file), url, file, [
    await compiled("scripts/setup.ts"),
  ]);
}

export const setupFileOf = ({ dataDir }: Pick<LocalStripe, "dataDir">): string => join(dataDir, "setup.env");

export async function makeSetUp(postgres: TestPostgres): Promise<SetUp> {
  const database = await createDatabase(postgres);
  const localStripe = await startLocalStripe();
  const { dataDir, secretKey } = localStripe;
  await runSetup(
    { ...bareEnvironment(), STRIPE_API_SECRET: secretKey, DATABASE_URL: database.url },
    localStripe,
    NOWHERE,
  );
  await localStripe.kill();
  await database.pool.end();
  await closeTemplate(new URL(database.url));
  return { postgres: { templateUrl: database.url }, dataDir, secretKey };
}

export async function removeSetUp({ postgres, dataDir }: SetUp): Promise<void> {
  await dropTemplate(postgres);
  await rm(dataDir, { recursive: true, force: true });
}

/** A local Stripe of the test's own that is set up already, for an app at an address. */
export async function copyLocalStripe(setUp: SetUp, url: string): Promise<LocalStripe> {
  const dataDir = await mkdtemp(join(tmpdir(), "billing-local-stripe-"));
  await cp(setUp.dataDir, dataDir, { recursive: true });
  const localStripe = await startLocalStripe({ dataDir, secretKey: setUp.secretKey });
  const { data } = await localStripe.stripe.webhookEndpoints.list();
  for (const endpoint of data)
    await localStripe.stripe.webhookEndpoints.update(endpoint.id, { url: `${url}${WEBHOOK_PATH}` });
  return localStripe;
}
