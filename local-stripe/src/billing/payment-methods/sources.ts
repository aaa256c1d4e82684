// `source=tok_visa`, as clients from before payment methods and the Stripe CLI still give a customer a card. It is a payment
// method here, with a card's id, and the customer's `default_source`.
import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { numberOfName, refusalOnSetup } from "./cards.ts";
import { attach, newPaymentMethod } from "./payment-methods.ts";

export function addSource(ctx: Context, token: string, customer: string): void {
  const number = numberOfName(token, "tok_");
  if (!number) throw invalid(`No such token: '${token}'`, "source", "resource_missing");
  const refusal = refusalOnSetup(number);
  if (refusal) throw refusal;
  const exp_year = new Date(ctx.now * 1000).getUTCFullYear() + 1;
  const made = newPaymentMethod(ctx, { number, exp_month: 12, exp_year }, newId("card"));
  attach(ctx, made.id, customer);
  const before = ctx.store.get("customer", customer);
  if (before) update(ctx, "customer", { ...before, default_source: made.id }, "customer.updated");
}
