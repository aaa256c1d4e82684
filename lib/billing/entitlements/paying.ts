import { statement } from "@/lib/db";
import { type PricedRow, readPriced } from "../catalog/priced";
import type { Paying } from "./paid";
import { PAYING } from "./statement";

type Row = Omit<Paying, "prices"> & { prices: Record<string, PricedRow & { days: number | null }> };

/** All that tells what subscriptions have paid for, by id. */
export async function readPaying(subscriptionIds: string[]): Promise<Map<string, Paying>> {
  if (subscriptionIds.length === 0) return new Map();
  const found = await statement<{ paying: Row }>("entitlements_paying", PAYING, [subscriptionIds]);
  return new Map(found.map(({ paying }) => [paying.subscription, { ...paying, prices: priced(paying.prices) }]));
}

const priced = (prices: Row["prices"]): Paying["prices"] =>
  Object.fromEntries(Object.entries(prices).map(([id, price]) => [id, readPriced(price)]));
