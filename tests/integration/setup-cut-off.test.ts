/** A set-up that is cut off after any of its writes leaves each plan on sale, and none without what is sold with it. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineCatalog } from "@/lib/billing/catalog-file/define";
import { setup, SetupStopped } from "@/lib/billing/setup/setup";
import { type CutStripe, startCutStripe } from "../support/cut-stripe";
import { type Mirror, startMirror } from "../support/mirror";

let mirror: Mirror;
let front: CutStripe;
beforeAll(async () => {
  mirror = await startMirror();
  front = await startCutStripe(mirror.localStripe.url);
  process.env.STRIPE_API_BASE = front.url;
});
afterAll(async () => {
  await front?.stop();
  await mirror?.stop();
});

/** A plan whose usage is billed beside its price, and that has a set-up fee. */
const fileOf = (prefix: string, { base, call, fee }: { base: number; call: number; fee: number }) =>
  defineCatalog({
    features: {},
    currencies: ["usd"],
    meters: { [`${prefix}_calls`]: { en: { name: "Calls", unit: "call" }, aggregation: "sum" } },
    plans: {
      build: {
        en: { name: prefix, description: "A base, and what you use." },
        group: "plan",
        features: [],
        prices: {
          [`${prefix}_month`]: { every: "month", amountMinor: base },
          [`${prefix}_calls_month`]: { every: "month", meter: `${prefix}_calls`, amountMinor: call },
        },
        setupFee: { lookupKey: `${prefix}_fee`, amountMinor: fee, en: { name: `${prefix}: set-up` } },
      },
    },
  });

/** What a checkout would find of each price on sale. */
async function onSale(installation: string) {
  const [products, prices] = await Promise.all([
    mirror.stripe.products.list({ active: true, limit: 100 }).autoPagingToArray({ limit: 10_000 }),
    mirror.stripe.prices.list({ active: true, limit: 100 }).autoPagingToArray({ limit: 10_000 }),
  ]);
  const ours = new Set(
    products.filter(({ metadata }) => metadata.installation_id === installation).map(({ id }) => id),
  );
  const sold = prices.filter(({ product }) => ours.has(product as string));
  return sold
    .filter(({ recurring }) => recurring?.usage_type === "licensed")
    .map(({ product, unit_amount: base }) => ({
      base,
      withUsage: sold.some((one) => one.product === product && one.metadata.companion === "true"),
      withFee: sold.some((one) => one.metadata.setup_fee_for === product),
    }));
}

const BEFORE = { base: 4_900, call: 2, fee: 9_900 };

test.each([
  ["the first set-up", null, BEFORE],
  ["another price of what is used", BEFORE, { ...BEFORE, call: 3 }],
  ["another set-up fee", BEFORE, { ...BEFORE, fee: 8_900 }],
  ["all three", BEFORE, { base: 5_900, call: 3, fee: 8_900 }],
])("%s", async (_name, before, after) => {
  for (let cut = 0, isDone = false; !isDone; cut++) {
    const [prefix, installation] = [`c${randomUUID().slice(0, 8)}`, randomUUID()];
    const run = (amounts: typeof BEFORE) =>
      setup({ file: fileOf(prefix, amounts), endpoint: null, installation, say: () => undefined });
    front.restore();
    if (before) await run(before);
    front.cut({ after: cut, carriesOut: false });
    isDone = await run(after).then(
      () => true,
      (error: unknown) => {
        if (error instanceof SetupStopped) return false;
        throw error;
      },
    );
    const sold = await onSale(installation);
    // While one takes the other's place, there are two; never none.
    const most = before && before.base !== after.base ? 2 : 1;
    expect(sold.length, `after ${cut} writes`).toBeLessThanOrEqual(most);
    if (before) expect(sold.length, `after ${cut} writes`).toBeGreaterThanOrEqual(1);
    for (const one of sold) expect(one, `after ${cut} writes`).toMatchObject({ withUsage: true, withFee: true });
    if (isDone) expect(sold).toEqual([{ base: after.base, withUsage: true, withFee: true }]);
  }
});
