/** A change of plan, made where the page says; what the page said is compared with what then is at Stripe. */
import type Stripe from "stripe";
import { expect } from "vitest";
import { confirmPlanChange } from "@/lib/billing/portal/confirm";
import { type PlanChange, previewPlanChange } from "@/lib/billing/portal/plan-change";
import type { Mirror } from "../../support/mirror";
import { confirmInPortal, invoicesOf, type Person } from "./people";

type Item = { price: string; quantity?: number | undefined };

/** As they compare: by price, in one order. */
export const itemsOf = (items: { price: string | { id: string }; quantity?: number | undefined }[]): Item[] =>
  items
    .map(({ price, quantity }) => ({ price: typeof price === "string" ? price : price.id, quantity }))
    .toSorted((a, b) => (a.price < b.price ? -1 : 1));

export const itemsNow = async ({ stripe }: Mirror, { subscriptionId }: Person): Promise<Item[]> =>
  itemsOf((await stripe.subscriptions.retrieve(subscriptionId)).items.data);

/** @param wanted what the subscription has to have afterwards */
export async function makeChange(
  mirror: Mirror,
  person: Person,
  to: Stripe.Price,
  wanted: Item[],
): Promise<PlanChange> {
  const { user, workspaceId, subscriptionId } = person;
  const before = await invoicesOf(mirror, person);
  const change = await previewPlanChange(user, workspaceId, to.id);
  const { begins, invoice } = change;
  if (change.road === "portal") {
    const { status, after } = await confirmInPortal(person, to);
    expect([status, after]).toEqual([200, expect.not.stringContaining("declined")]);
  } else await confirmPlanChange(user, { workspaceId, priceId: to.id, begins });
  const subscription = await mirror.stripe.subscriptions.retrieve(subscriptionId, { expand: ["schedule"] });
  const schedule = subscription.schedule as Stripe.SubscriptionSchedule | null;
  const after = await invoicesOf(mirror, person);
  if (begins === "period_end") {
    const [, next] = schedule?.phases ?? [];
    expect(next?.start_date).toBe(invoice.at.getTime() / 1000);
    expect(itemsOf((next?.items ?? []) as Item[])).toEqual(itemsOf(wanted));
  } else {
    expect(schedule).toBeNull();
    expect(itemsOf(subscription.items.data)).toEqual(itemsOf(wanted));
  }
  expect(after).toHaveLength(before.length + (invoice.isToday ? 1 : 0));
  if (invoice.isToday) {
    const [bill] = after;
    expect(bill).toMatchObject({
      amount_due: invoice.amountDueMinor,
      status: change.isSent ? "draft" : "paid",
      currency: change.currency,
    });
    expect(invoice.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(bill?.total);
  }
  return change;
}
