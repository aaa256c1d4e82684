import { statement } from "@/lib/db";
import { Deadline } from "@/lib/stripe/deadline";
import { writeTogether, type Outcome, type Write } from "./write";
import { fetchFromStripe } from "./fetch";

/**
 * What a row refers to and is not here yet: a price's product, a subscription's prices. A parent only has to exist, so
 * the first writer that fetches it fetches it for all. Stripe is asked once, and no writer blocks another.
 */
export async function bringParents(missing: Pick<Outcome, "missing_products" | "missing_prices">): Promise<void> {
  // A price brings its product, so prices come second.
  for (const productId of missing.missing_products) await bring("product", productId);
  for (const priceId of missing.missing_prices) await bring("price", priceId);
}

type Parent = "product" | "price";

const underWay = new Map<string, Promise<void>>();

async function bring(kind: Parent, id: string): Promise<void> {
  const others = underWay.get(id);
  if (others) {
    const isBrought = await new Deadline().waitFor(others).then(
      () => true,
      () => false,
    );
    // It failed, maybe because the request that it was for had no time left, or takes longer than this one may.
    if (isBrought) return;
  }
  const one = bringOnce(kind, id).finally(() => {
    if (underWay.get(id) === one) underWay.delete(id);
  });
  underWay.set(id, one);
  return one;
}

async function bringOnce(kind: Parent, id: string): Promise<void> {
  // Another writer may have added it since it was reported missing.
  if (await isHere(kind, id)) return;
  const { record, fetchedAt } = await fetchFromStripe(kind, id);
  const write: Write = { record, basis: { from: "stripe", asOf: fetchedAt, revision: 0 } };
  const { missing_products, missing_prices } = await writeTogether(write);
  if (missing_products.length + missing_prices.length === 0) return;
  await bringParents({ missing_products, missing_prices });
  await writeTogether(write);
}

async function isHere(kind: Parent, id: string): Promise<boolean> {
  const found = await statement(`is_here_${kind}`, `SELECT FROM ${kind} WHERE id = $1`, [id]);
  return found.length > 0;
}
