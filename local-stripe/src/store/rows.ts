// How objects lie in the store: the row of one, and the keys by which it is found again.
import type { Kind, Objects } from "./objects.ts";
import { own } from "../conventions/own.ts";

export type Key = (string | number)[];

export interface Row {
  seq: number;
  kind: Kind;
  /** The object itself, or the stub that is left of a deleted customer. */
  object: object;
  deleted?: true;
  due?: number;
  /** The test clock by which it is due; without one, the wall clock. */
  clock?: string;
}

/** Fields by which lists are asked for often enough to keep them in order. */
const INDEXED: { [K in Kind]?: ReadonlyArray<keyof Objects[K] & string> } = {
  customer: ["email", "test_clock"],
  price: ["product"],
  payment_method: ["customer"],
  "checkout.session": ["customer", "subscription", "payment_intent"],
  subscription: ["customer", "test_clock"],
  subscription_schedule: ["customer"],
  invoice: ["customer"],
  invoice_payment: ["invoice"],
  invoiceitem: ["customer", "invoice"],
  charge: ["customer", "payment_intent"],
  payment_intent: ["customer"],
  refund: ["charge", "payment_intent"],
  customer_balance_transaction: ["customer"],
  credit_note: ["customer", "invoice"],
  dispute: ["charge", "payment_intent"],
  tax_id: ["customer"],
  mandate: ["payment_method"],
};

export function indexed(kind: Kind, object: object): [string, string][] {
  const pairs: [string, string][] = [];
  for (const field of INDEXED[kind] ?? []) {
    const value = own(object as Record<string, unknown>, field);
    if (typeof value === "string") pairs.push([field, value]);
  }
  return pairs;
}

export function dueKey({ clock, seq }: Row, due: number): Key {
  return clock === undefined ? ["due", due, seq] : ["due on", clock, due, seq];
}

/** The test clock of an object: its own, or its customer's. */
export function clockOf(object: object, find: (id: string) => object | undefined): string | undefined {
  // A promotion code may be meant for one customer, but its own dates are the wall clock's
  if ((object as { object?: string }).object === "promotion_code") return undefined;
  const { test_clock, customer } = object as { test_clock?: string | null; customer?: string | null };
  if (typeof test_clock === "string") return test_clock;
  return typeof customer === "string" ? clockOf(find(customer) ?? {}, find) : undefined;
}
