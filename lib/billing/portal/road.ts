import type { PlanChangeSettings } from "../mirror/planned";
import type { Shape } from "./next-items";

/** Where a change of plan is confirmed: in Stripe's portal, or on our page, which then calls Stripe's API. */
export type Road = "portal" | "api";

/** Whether the portal's configuration lets customers change their plan. What it forbids we don't offer either. */
export const allowsChanges = ({ enabled, allowed_updates }: Pick<PlanChangeSettings, "enabled" | "allowed_updates">) =>
  enabled && allowed_updates.includes("price");

/** Whether the portal offers a price; it takes ten products, and of each one price per interval. */
export const lists = ({ prices }: Pick<PlanChangeSettings, "prices">, priceId: string): boolean =>
  prices === null || prices.includes(priceId);

/** A subscription, as far as the portal's limits go. */
export type InPortal = {
  items: Shape[];
  /** It follows a schedule, planned or not. */
  hasSchedule: boolean;
  collectionMethod: string | null;
};

/**
 * Whether the portal changes such a subscription at all:
 * https://docs.stripe.com/customer-management#customer-portal-limitations
 */
export const portalTakes = ({ items, hasSchedule, collectionMethod }: InPortal): boolean =>
  items.length === 1 &&
  items.every(({ metered, tiered }) => !metered && !tiered) &&
  !hasSchedule &&
  collectionMethod !== "send_invoice";

/**
 * The one rule for where a change is confirmed, so that the customer sees one way: the portal, if it lists the price, can
 * change such a subscription into what it becomes, and does the same as our page says; else our page.
 * @param managed we may change the subscription; of any other the portal is the only way
 * @param addsFee a set-up fee is charged with it, which the portal can't
 * @param agrees the portal begins the change when our page says
 * @returns null where there is no way
 */
export function roadFor(change: {
  listed: boolean;
  before: InPortal;
  after: Shape[];
  addsFee: boolean;
  agrees: boolean;
  managed: boolean;
}): Road | null {
  const { listed, before, after, addsFee, agrees, managed } = change;
  const canPortal = listed && !addsFee && portalTakes(before) && portalTakes({ ...before, items: after });
  if (canPortal && (agrees || !managed)) return "portal";
  return managed ? "api" : null;
}
