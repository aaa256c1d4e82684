import type Stripe from "stripe";
import type { CurrencyBond } from "@/lib/errors";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { idInMetadata } from "@/lib/stripe/metadata";
import { syncObject } from "../mirror/sync";
import { decideOn, tellIfForbidden } from "../stripe-call";

const OVER = ["canceled", "incomplete_expired"];
const AT_MOST = { limit: 100 };

/**
 * What holds a customer to another currency, as Stripe lists it. Asked only when Stripe has refused a currency that our
 * copy allowed. Subscriptions that our copy does not know are brought into it.
 */
export async function findBonds(customerId: string, wanted: string, deadline: Deadline): Promise<CurrencyBond[]> {
  const of = { customer: customerId, ...AT_MOST };
  const [subscriptions, checkouts, schedules, quotes, items, customer] = await Promise.all([
    readable(() => stripe().subscriptions.list(of, deadline.options())),
    readable(() => stripe().checkout.sessions.list({ ...of, status: "open" }, deadline.options())),
    readable(() => stripe().subscriptionSchedules.list(of, deadline.options())),
    readable(() => stripe().quotes.list(of, deadline.options())),
    readable(() => stripe().invoiceItems.list({ ...of, pending: true }, deadline.options())),
    readable(() => stripe().customers.retrieve(customerId, { expand: ["discount.source.coupon"] }, deadline.options())),
  ]);
  const live = (subscriptions?.data ?? []).filter(
    ({ status, currency }) => !OVER.includes(status) && currency !== wanted,
  );
  for (const { id } of live) await syncObject("subscription", id).catch(tellIfForbidden);
  const bonds: CurrencyBond[] = [
    ...live.map(subscriptionBond),
    ...(checkouts?.data ?? []).flatMap((session) => bond("checkout", session.currency, workspaceOf(session))),
    ...(schedules?.data ?? [])
      .filter(({ status }) => status === "active" || status === "not_started")
      .flatMap(({ phases }) => bond("schedule", phases[0]?.currency)),
    ...(quotes?.data ?? [])
      .filter(({ status }) => status === "draft" || status === "open")
      .flatMap(({ currency }) => bond("quote", currency)),
    ...(items?.data ?? []).flatMap(({ currency }) => bond("invoice_item", currency)),
    ...bond("discount", discountCurrency(customer)),
  ];
  return bonds.filter(({ currency }) => currency !== wanted);
}

/**
 * A list that this key may not read, or that Stripe does not have, names nothing. The operator is told of the former.
 * @throws where the next try may read it
 */
async function readable<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (decideOn(error)?.whose !== "operator") throw error;
    await tellIfForbidden(error);
    return null;
  }
}

const bond = (
  kind: CurrencyBond["kind"],
  currency: string | null | undefined,
  more: Partial<CurrencyBond> = {},
): CurrencyBond[] => (currency ? [{ kind, currency, ...more }] : []);

const workspaceOf = ({ metadata }: { metadata: Stripe.Metadata | null }): Partial<CurrencyBond> => {
  const workspace_id = idInMetadata(metadata, "workspaceId");
  return workspace_id ? { workspace_id } : {};
};

function subscriptionBond(subscription: Stripe.Subscription): CurrencyBond {
  const { currency, cancel_at, cancel_at_period_end, items } = subscription;
  const periodEnd = Math.max(...items.data.map((item) => item.current_period_end));
  const endsAt = cancel_at ?? (cancel_at_period_end && Number.isFinite(periodEnd) ? periodEnd : null);
  return {
    kind: "subscription",
    currency,
    ...workspaceOf(subscription),
    ...(endsAt !== null && { ends_at: new Date(endsAt * 1000).toISOString() }),
  };
}

/** Only a coupon of an amount has a currency. */
function discountCurrency(customer: Stripe.Customer | Stripe.DeletedCustomer | null): string | null {
  const coupon = customer && !customer.deleted ? customer.discount?.source.coupon : null;
  return coupon && typeof coupon !== "string" ? coupon.currency : null;
}
