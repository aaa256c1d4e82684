import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAccess } from "@/lib/billing/entitlements/read";
import { handleDelivery } from "@/lib/billing/mirror/events";
import { disconnect } from "@/lib/db";
import { until } from "../support/integration";
import { startMirror } from "../support/mirror";
import { eventOf } from "../support/webhook";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

// PostgreSQL decides on one plan for all later runs at the sixth run of a prepared statement.
const RUNS = 12;

test("a statement that was planned while its tables were empty still goes by index", async () => {
  const ada = await mirror.customer();
  await mirror.sync();
  const subscription = await mirror.subscription(ada);
  // The planner now knows that nothing is there, as after the nightly vacuum of a new installation.
  await mirror.database.pool.query("VACUUM ANALYZE");
  for (let run = 0; run < RUNS; run++) {
    const event = eventOf("customer.subscription.updated", subscription, { created: subscription.created + 1 + run });
    const payload = JSON.stringify(event);
    const header = Stripe.webhooks.generateTestHeaderString({
      payload,
      secret: mirror.settings.STRIPE_WEBHOOK_SECRET ?? "",
    });
    expect(await handleDelivery(payload, header)).toBe("processed");
    expect((await readAccess(ada.workspaceId, "export")).allowed).toBe(true);
  }
  await disconnect(); // a connection reports what it has read when it ends
  const scans = async () =>
    (
      await mirror.database.pool.query<{ relname: string; seq_scan: string; idx_scan: string }>(
        "SELECT relname, seq_scan, idx_scan FROM pg_stat_user_tables",
      )
    ).rows;
  await until("the last connection to have reported", async () =>
    (await scans()).some(({ relname, idx_scan }) => relname === "stripe_event" && Number(idx_scan) >= RUNS),
  );
  const read = (await scans()).filter(
    ({ relname, seq_scan }) =>
      [
        "stripe_event",
        "subscription",
        "subscription_change",
        "subscription_item",
        "entitlement_override",
        "feature_use",
        "invoice",
      ].includes(relname) && Number(seq_scan) > 0,
  );
  expect(read).toEqual([]);
});
