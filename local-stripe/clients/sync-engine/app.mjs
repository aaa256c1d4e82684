// Stripe's sync engine as a service: it copies everything with /backfill, and what changes by its own webhook. It has
// no setting for Stripe's address, so that of its client is changed; nothing else is. It prints its address.
import { createServer } from "node:http";
import { createRequire } from "node:module";

// Not with `import`: its ES module looks for its migrations beside the package
const { StripeSync, runMigrations } = createRequire(import.meta.url)("@stripe/sync-engine");
const { STRIPE_URL, DATABASE_URL, SPEC } = process.env;
const REVALIDATED = [
  ...["charge", "coupon", "credit_note", "customer", "dispute", "invoice", "payment_intent", "payment_method", "plan"],
  ...["price", "product", "refund", "setup_intent", "subscription", "subscription_schedules", "checkout_sessions"],
];
const silent = { info() {}, warn: console.error, error: console.error };

await runMigrations({ databaseUrl: DATABASE_URL, openApiSpecPath: SPEC, logger: silent });
const sync = await StripeSync.create({
  stripeSecretKey: "sk_test_sync_engine",
  // Named only while its client still has Stripe's address
  stripeAccountId: process.env.ACCOUNT,
  poolConfig: { connectionString: DATABASE_URL, max: 10 },
  autoExpandLists: true,
  // Events of one second have no order, so it fetches what an event is about: its own option for that
  revalidateObjectsViaStripeApi: REVALIDATED,
  logger: silent,
});
const { hostname, port, protocol } = new URL(STRIPE_URL);
for (const [field, value] of Object.entries({ host: hostname, port, protocol: protocol.replace(":", "") }))
  sync.stripe._setApiField(field, value);

async function answer(request) {
  const { pathname, searchParams } = new URL(request.url, "http://own");
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  switch (pathname) {
    case "/backfill":
      return sync.fullSync(undefined, true, 4, 10_000, false);
    case "/webhook":
      await sync.webhook.processWebhook(body, request.headers["stripe-signature"]);
      // It drops these before they reach its own handler, Stripe's as well: https://github.com/stripe/sync-engine/issues/337
      if (JSON.parse(body).type === "entitlements.active_entitlement_summary.updated")
        await sync.webhook.handleEntitlementSummaryEvent(JSON.parse(body), sync.accountId);
      return {};
    case "/listen":
      return sync.webhook.findOrCreateManagedWebhook(searchParams.get("url"));
    case "/rows":
      return (await sync.postgresClient.query(searchParams.get("sql"))).rows;
  }
  return {};
}

const server = createServer((request, response) => {
  answer(request).then(
    (result) => response.end(JSON.stringify(result)),
    (error) => {
      console.error(request.url, error);
      response.writeHead(500).end(JSON.stringify({ error: String(error) }));
    },
  );
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
