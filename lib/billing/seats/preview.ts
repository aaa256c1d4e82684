import type Stripe from "stripe";
import { Deadline } from "@/lib/stripe/deadline";
import { syncObject } from "../mirror/sync";
import { fetchPreview } from "../previews/preview";
import { billLines, type NamedLine, withPlanNames } from "../portal/preview-lines";
import { reachingStripe } from "../stripe-call";
import type { User } from "../user";
import { requireNumber, requireSeatChoice, type SeatChoice } from "./choice";

/** What another number of seats means, said before anything is changed. Amounts are Stripe's own, in minor units. */
export type SeatPreview = {
  currency: string;
  /** What it adds for the rest of the period, before discounts and tax; negative for what it gives back. */
  restMinor: number;
  /** What is charged today; zero but for a plan that only begins to cost something. */
  todayMinor: number;
  /** The next one; null where what is planned makes it another one. */
  invoice: { at: Date; amountDueMinor: number; lines: NamedLine[] } | null;
};

/** What the page says of the seats as they are, and of the number that was asked for. */
export type SeatOffer = { choice: SeatChoice; preview: SeatPreview | null };

/**
 * @param seats the number to preview; without one, or of the number that there is, only what can be chosen
 * @throws ProductError as requireSeatChoice and requireNumber; stripe_unavailable
 */
export async function previewSeats(
  user: User,
  workspaceId: string,
  itemId: string | undefined,
  seats: number | undefined,
): Promise<SeatOffer> {
  let subscription: string | undefined;
  const preview = async (): Promise<SeatOffer> => {
    const choice = await requireSeatChoice(user, workspaceId, itemId);
    subscription = choice.item.subscription_id;
    if (seats === undefined || seats === choice.seats) return { choice, preview: null };
    requireNumber(choice, seats);
    return { choice, preview: await previewed(choice, seats) };
  };
  const repair = async () => subscription && syncObject("subscription", subscription);
  return new Deadline().run(() => reachingStripe(preview, "seats", repair));
}

async function previewed({ customerId, item, metered }: SeatChoice, seats: number): Promise<SeatPreview> {
  const subscription_details = {
    items: [{ id: item.item_id, quantity: seats }],
    proration_behavior: "create_prorations" as const,
  };
  const bill = await fetchPreview(
    { customer: customerId, subscription: item.subscription_id, subscription_details },
    new Deadline(),
  );
  const isToday = bill.billing_reason === "subscription_update";
  const at = new Date((bill.next_payment_attempt ?? bill.period_end) * 1000);
  return {
    currency: bill.currency,
    restMinor: restOf(bill),
    todayMinor: isToday ? bill.amount_due : 0,
    invoice: item.schedule?.next_at
      ? null
      : { at, amountDueMinor: bill.amount_due, lines: await withPlanNames(billLines(bill, metered)) },
  };
}

/** Prorations of earlier changes, which wait for the same invoice, begin earlier. */
function restOf({ lines }: Stripe.Invoice): number {
  const prorated = lines.data.filter(
    ({ parent }) => (parent?.subscription_item_details ?? parent?.invoice_item_details)?.proration,
  );
  const latest = Math.max(...prorated.map(({ period }) => period.start));
  return prorated.filter(({ period }) => period.start === latest).reduce((sum, { amount }) => sum + amount, 0);
}
