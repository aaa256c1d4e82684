/** From any catalogue to any other, with hands at Stripe and a kill in between: Stripe ends up as the file says, and stays so. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setup, SetupStopped } from "@/lib/billing/setup/setup";
import { startCutStripe, type Cut, type CutStripe } from "../../support/cut-stripe";
import { startLocalStripe, type LocalStripe } from "../../support/integration";
import { startMirror, type Mirror } from "../../support/mirror";
import { anyCatalog, fileOf, isPossible, type DrawnCatalog } from "./catalogs";
import { anyEdits, edit, type HandEdit } from "./hands";
import { ofInstallation, soldAt, soldIn, type Ours } from "./reading";

// 500 every night (scripts/test-nightly.mjs).
const RUNS = Number(process.env.SETUP_RUNS ?? 25);
const SEED = process.env.SETUP_SEED === undefined ? Date.now() & 0x7fffffff : Number(process.env.SETUP_SEED);
// Each run reads all that is at Stripe, so that one with thousands of prices would make them slow.
const PAIRS_AT_ONE = 40;

let mirror: Mirror;
let front: CutStripe;
let localStripe: LocalStripe;
let pairs = 0;
beforeAll(async () => {
  mirror = await startMirror();
  localStripe = mirror.localStripe;
  front = await startCutStripe(localStripe.url);
  process.env.STRIPE_API_BASE = front.url;
});
afterAll(async () => {
  await front?.stop();
  if (localStripe !== mirror?.localStripe) await localStripe?.stop();
  await mirror?.stop();
});

async function freshStripe(): Promise<void> {
  const before = localStripe;
  localStripe = await startLocalStripe({ secretKey: mirror.localStripe.secretKey });
  front.upstream = localStripe.url;
  if (before !== mirror.localStripe) await before.stop();
}

type Pair = { first: DrawnCatalog; second: DrawnCatalog; edits: HandEdit[]; cut: Cut };

const anyPair: fc.Arbitrary<Pair> = fc.record({
  first: anyCatalog.filter(isPossible),
  second: anyCatalog.filter(isPossible),
  edits: anyEdits,
  cut: fc.record({ after: fc.nat({ max: 8 }), carriesOut: fc.boolean() }),
});

async function run(prefix: string, drawn: DrawnCatalog, installation: string) {
  const said: string[] = [];
  const result = await setup({
    file: fileOf(prefix, drawn),
    endpoint: null,
    installation,
    say: (line) => said.push(line),
  });
  return { ...result, said };
}

async function play({ first, second, edits, cut }: Pair): Promise<void> {
  if (++pairs % PAIRS_AT_ONE === 0) await freshStripe();
  const { stripe } = localStripe;
  const [prefix, installation] = [`p${pairs}`, randomUUID()];
  const read = () => ofInstallation(stripe, installation);
  front.restore();

  await run(prefix, first, installation);
  const before = await read();
  expect(sold(before), "after the first run").toEqual(soldIn(prefix, first));
  const held = await subscribe(stripe, before);
  for (const one of edits) {
    const { products, prices } = await read();
    await edit(stripe, one, products, prices);
  }
  const noted = await read();
  const terms = await Promise.all(held.map(({ id }) => heldTerms(stripe, id)));

  front.cut(cut);
  const cutOff = await run(prefix, second, installation).catch((error: unknown) => {
    if (error instanceof SetupStopped) return error.message;
    throw error;
  });
  if (typeof cutOff === "string") expect(cutOff).toMatch(/^\d+ of \d+ changes were made\. /);
  front.restore();
  await run(prefix, second, installation);
  front.restore();
  const again = await run(prefix, second, installation);
  expect([again.changes, front.writes], again.said.join("\n")).toEqual([0, 0]);

  const after = await read();
  expect(sold(after), "after the second run").toEqual(soldIn(prefix, second));
  expect(onSale(after)).toEqual(second.plans.flatMap(onSaleOf).toSorted());
  expect(notes(after)).toEqual(notes(noted));
  expect(unlikeMade(after)).toEqual([]);
  expect(await Promise.all(held.map(({ id }) => heldTerms(stripe, id)))).toEqual(terms);
}

const sold = (ours: Ours) =>
  soldAt(ours, (id) => ours.products.find((product) => product.id === id)?.metadata.catalog_key ?? id);

/** By name and key; of two copies one only. */
const onSale = ({ products }: Ours): string[] =>
  products
    .filter(({ active }) => active)
    .map(({ name, metadata }) =>
      [metadata.catalog_key, name, metadata.features ?? "", metadata.trial_days ?? ""].join("|"),
    )
    .toSorted();

const onSaleOf = ({ key, name, features, trialDays, retired, fee }: DrawnCatalog["plans"][number]): string[] =>
  retired
    ? []
    : [
        [key, name, features.join(" "), trialDays ?? ""].join("|"),
        ...(fee ? [[`${key}.setup_fee`, `${name}: set-up`, "", ""].join("|")] : []),
      ];

/** Prices, archived ones too, whose holders would pay for other seats than the price was made for. */
const unlikeMade = ({ prices }: Ours): unknown[] =>
  prices.flatMap(({ metadata: { quantity, per_seat, seats, min_seats } }) => {
    if (quantity === undefined) return [];
    const says = per_seat === "true" ? `${seats}:${min_seats ?? 1}` : null;
    return says === (quantity.includes(":") ? quantity : null) ? [] : [{ quantity, says }];
  });

/** Metadata that isn't ours stays, on what is kept and on what is archived. */
const notes = ({ products, prices }: Ours): string[] =>
  [...products, ...prices].flatMap(({ id, metadata }) => (metadata.mine ? [id] : [])).toSorted();

/** A subscription to each of a few prices that can be subscribed to alone. */
async function subscribe(stripe: Stripe, { prices }: Ours): Promise<Stripe.Subscription[]> {
  const licensed = prices.filter(({ active, recurring }) => active && recurring?.usage_type === "licensed").slice(0, 3);
  const held: Stripe.Subscription[] = [];
  for (const { id } of licensed) {
    const customer = await stripe.customers.create({ name: "Ada" });
    const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
    held.push(
      await stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: id, quantity: 4 }],
        default_payment_method: method.id,
      }),
    );
  }
  return held;
}

/** What a holder pays, and for what; what the app makes of the quantity too. */
async function heldTerms(stripe: Stripe, id: string): Promise<unknown> {
  const { items, status } = await stripe.subscriptions.retrieve(id);
  return {
    status,
    items: await Promise.all(
      items.data.map(async ({ id: item, price, quantity }) => {
        const {
          metadata,
          active: _active,
          lookup_key: _key,
          nickname: _nickname,
          ...terms
        } = await stripe.prices.retrieve(price.id);
        return { item, quantity, terms: { ...terms, tax_behavior: null }, made: metadata.quantity };
      }),
    ),
  };
}

test("any catalogue becomes any other", { timeout: 60_000 + RUNS * 6_000 }, async () => {
  console.log(`SETUP_SEED=${SEED}, ${RUNS} pairs`);
  await fc.assert(fc.asyncProperty(anyPair, play), { numRuns: RUNS, seed: SEED });
});
