import { statement } from "@/lib/db";
import { type PricedRow, readPriced } from "../catalog/priced";
import { now } from "@/lib/clock";
import { isPaidAsItIs, type Paying } from "./paid";
import { PAYING } from "./statement";

type Row = Omit<Paying, "prices"> & { prices: Record<string, PricedRow & { days: number | null }> };

type Found = { paying: Row };

/**
 * All that tells what subscriptions have paid for, by id.
 * @param run the statement, where it is part of a transaction
 */
export async function readPaying(
  subscriptionIds: string[],
  run = (text: string, values: unknown[]) => statement<Found>("entitlements_paying", text, values),
): Promise<Map<string, Paying>> {
  if (subscriptionIds.length === 0) return new Map();
  const found = await run(PAYING, [subscriptionIds]);
  return new Map(found.map(({ paying }) => [paying.subscription, { ...paying, prices: priced(paying.prices) }]));
}

/** Those of some subscriptions that are something which was never paid for, as far as our copy knows. */
export async function unpaidAsTheyAre(subscriptionIds: string[]): Promise<Set<string>> {
  const found = [...(await readPaying(subscriptionIds))];
  return new Set(found.flatMap(([id, paying]) => (isPaidAsItIs(paying, now()) ? [] : id)));
}

const priced = (prices: Row["prices"]): Paying["prices"] =>
  Object.fromEntries(Object.entries(prices).map(([id, price]) => [id, readPriced(price)]));
