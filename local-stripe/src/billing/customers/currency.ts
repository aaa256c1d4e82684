// A customer is billed in one currency at a time: as long as something stands in it, no other is taken, and afterwards
// every currency is open again [docs: invoicing/multiple-currencies]. Credit in another currency waits.
import { create, update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import { newId } from "../../conventions/ids.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import type { Customer, CustomerBalanceTransaction } from "../../store/objects.ts";
import { own } from "../../conventions/own.ts";

/** The sentence is Stripe's, as quoted by several users in 2026. It has no code and no param. */
export function checkCurrency(ctx: Context, customer: string, currency: string): void {
  for (const other of standingCurrencies(ctx, customer))
    if (other !== currency)
      throw invalid(
        `You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, invoice item or active subscription mode checkout session with currency ${other}.`,
      );
}

/** Quotes and discounts of a customer don't exist here. */
function* standingCurrencies(ctx: Context, customer: string): Generator<string> {
  const by: [string, string] = ["customer", customer];
  for (const { status, currency } of ctx.store.list("subscription", { by }))
    if (!["canceled", "incomplete_expired"].includes(status)) yield currency;
  for (const { status, phases } of ctx.store.list("subscription_schedule", { by }))
    if (["not_started", "active"].includes(status)) yield* phases.map(({ currency }) => currency);
  for (const { invoice, currency } of ctx.store.list("invoiceitem", { by })) if (invoice === null) yield currency;
  for (const { status, mode, currency } of ctx.store.list("checkout.session", { by }))
    if (status === "open" && mode === "subscription" && currency !== null) yield currency;
}

/** What the customer has to their credit, or owes, in a currency. */
export function balanceIn(ctx: Context, customer: Customer, currency: string): number {
  if (!customer.currency || customer.currency === currency) return customer.balance;
  return own(ctx.store.detail("customer", customer.id)?.balances, currency) ?? 0;
}

/** Of each currency in which there is any. The sign is that of `balance`: credit is negative (unverified). */
export function balancesOf(ctx: Context, customer: Customer): Record<string, number> {
  const others = ctx.store.detail("customer", customer.id)?.balances ?? {};
  const current = customer.currency ? { [customer.currency]: customer.balance } : {};
  return Object.fromEntries(Object.entries({ ...others, ...current }).filter(([, amount]) => amount !== 0));
}

/** Why a balance moved, as its transaction shows it. */
export interface BalanceCause {
  type: CustomerBalanceTransaction["type"];
  invoice?: string;
  credit_note?: string;
  description?: string | null;
  metadata?: Record<string, string>;
}

/** Stored without an event of its own: the customer's tells it. */
export function moveBalance(
  ctx: Context,
  id: string | null,
  by: number,
  currency: string,
  cause: BalanceCause,
): CustomerBalanceTransaction | undefined {
  const customer = id && by !== 0 ? ctx.store.get("customer", id) : undefined;
  if (!customer) return undefined;
  const ending_balance = balanceIn(ctx, customer, currency) + by;
  if (!customer.currency || customer.currency === currency)
    update(ctx, "customer", { ...customer, balance: ending_balance }, "customer.updated");
  else keepBalance(ctx, customer.id, currency, ending_balance);
  return noteMove(ctx, customer.id, by, ending_balance, currency, cause);
}

/** A balance that a call sets is moved by the difference. */
export function noteMove(
  ctx: Context,
  customer: string,
  by: number,
  ending_balance: number,
  currency: string,
  cause: BalanceCause,
): CustomerBalanceTransaction {
  return create(ctx, "customer_balance_transaction", {
    id: newId("cbtxn"),
    object: "customer_balance_transaction",
    amount: by,
    checkout_session: null,
    created: nowFor(ctx, customer),
    credit_note: cause.credit_note ?? null,
    currency,
    customer,
    customer_account: null,
    description: cause.description ?? null,
    ending_balance,
    invoice: cause.invoice ?? null,
    livemode: false,
    metadata: cause.metadata ?? {},
    type: cause.type,
  });
}

/** From now on the customer is billed in this currency. `balance` shows that of the customer's currency. */
export function takeCurrency(ctx: Context, id: string, currency: string): void {
  const customer = ctx.store.get("customer", id);
  if (!customer || customer.currency === currency) return;
  const balance = balanceIn(ctx, customer, currency);
  if (customer.currency) keepBalance(ctx, id, customer.currency, customer.balance);
  update(ctx, "customer", { ...customer, currency, balance }, "customer.updated");
}

function keepBalance(ctx: Context, id: string, currency: string, balance: number): void {
  const known = ctx.store.detail("customer", id);
  ctx.store.putDetail("customer", id, { ...known, balances: { ...known?.balances, [currency]: balance } });
}
