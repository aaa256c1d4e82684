/** @jsxImportSource hono/jsx */
// What a change of plan costs, and when: said before it is confirmed.
import type { FC } from "hono/jsx";
import { formatMoney } from "../../conventions/currencies.ts";
import { previewInPortal, waitsUntil } from "../../billing/subscriptions/portal-change.ts";
import { scheduledChange } from "../../billing/subscriptions/schedules.ts";
import type { Context } from "../../conventions/context.ts";
import type { Invoice, Price, Subscription } from "../../store/objects.ts";
import { day } from "../wording.ts";
import type { Portal } from "./access.ts";
import { newPriceTerms, planOf } from "./plan.ts";

export interface Consequence {
  sentence: string;
  /** The invoice that the change leads to, where it has credits and charges beside the plan itself. */
  invoice: Invoice | undefined;
}

export function endsTrial({ configuration }: Portal, subscription: Subscription): boolean {
  return (
    subscription.status === "trialing" &&
    configuration.features.subscription_update.trial_update_behavior === "end_trial"
  );
}

export function consequenceOf(
  ctx: Context,
  portal: Portal,
  subscription: Subscription,
  price: Price,
  quantity: number,
): Consequence {
  const { terms, amount } = newPriceTerms(ctx, price, quantity, subscription.currency);
  const dropped = scheduledChange(ctx, subscription);
  const drops = dropped && ` The change that was planned for ${day(dropped.at)} is dropped.`;
  const say = (sentence: string, invoice?: Invoice): Consequence => ({ sentence: sentence + (drops ?? ""), invoice });
  if (endsTrial(portal, subscription)) return say(`Your trial ends now and ${amount} is charged immediately.`);
  const { name, ends } = planOf(ctx, subscription);
  const waits = waitsUntil(ctx, portal.configuration, subscription, price, quantity);
  if (waits !== undefined)
    return say(`Nothing is charged now. You keep ${name} until ${day(waits)}, then you pay ${terms}.`);
  const invoice = previewInPortal(ctx, portal.configuration, subscription, price, quantity);
  const prorated = invoice.lines.data.some(
    (line) => line.parent?.subscription_item_details?.proration || line.parent?.invoice_item_details?.proration,
  );
  const details = prorated ? invoice : undefined;
  if (invoice.billing_reason === "subscription_update") {
    const credit =
      invoice.total < 0 ? `, and ${formatMoney(-invoice.total, invoice.currency)} is kept for your next invoices` : "";
    return say(
      `${formatMoney(invoice.amount_due, invoice.currency)} is charged now${credit}. After that you pay ${terms}.`,
      details,
    );
  }
  if (ends) return say(`Nothing is charged now. The plan stays canceled and ends on ${ends}.`, details);
  const next = day(invoice.next_payment_attempt ?? invoice.period_end);
  if (subscription.status === "trialing")
    return say(`Nothing is charged now. Your trial continues until ${next}, then you pay ${terms}.`);
  if (!prorated) return say(`Nothing is charged now. From your next invoice, on ${next}, you pay ${terms}.`);
  return say(
    `Nothing is charged now. Your next invoice, on ${next}, is ${formatMoney(invoice.amount_due, invoice.currency)} including this change. After that you pay ${terms}.`,
    details,
  );
}

export const Preview: FC<{ of: Invoice }> = ({ of: { lines, amount_due, currency, billing_reason } }) => (
  <dl class="sums" aria-label="Adjustments for this change">
    {lines.data.map((line) => (
      <div>
        <dt class="small">{line.description}</dt>
        <dd>{formatMoney(line.amount, line.currency)}</dd>
      </div>
    ))}
    <div class="total">
      <dt>{billing_reason === "subscription_update" ? "Due today" : "Due with your next invoice"}</dt>
      <dd>{formatMoney(amount_due, currency)}</dd>
    </div>
  </dl>
);
