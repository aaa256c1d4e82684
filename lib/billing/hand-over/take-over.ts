import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import {
  alreadySubscribed,
  consentRequired,
  handedOver,
  handOverWaits,
  noSubscription,
  planNotSold,
  takeOverNotPossible,
  takeOverTooEarly,
} from "../errors";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { requireBillingRole } from "@/lib/workspaces/members";
import { productOf, requirePurchasable } from "../catalog/catalog";
import { boundCurrency } from "../catalog/currency";
import { soldIn } from "../catalog/sold-in";
import type { CatalogPrice } from "../catalog/product";
import { createCheckout } from "../checkout/create";
import type { Checkout } from "../checkout/make-session";
import { MANAGED } from "../ownership/sql";
import { readAccessBy } from "../entitlements/by-subscription";
import { LIVE } from "../entitlements/statuses";
import { portalCall } from "../portal/portal-call";
import { reachingStripe } from "../stripe-call";
import type { User } from "../user";
import { IS_VALID } from "./consent";
import { endOf, periodStartOf, readDebt } from "./debt";
import { latestFirstCharge } from "./first-charge";
import { IS_PLANNED_ELSEWHERE } from "./rows";

/** A subscription that somebody may want to take over. */
export type Takeable = {
  customer_id: string | null;
  /** We may change it, and nothing is planned for it elsewhere. */
  is_ours: boolean;
  collection_method: string | null;
  currency: string | null;
  payer_id: string | null;
  payer: string | null;
  payer_is_member: boolean;
  consent_until: Date | null;
  is_handed_over: boolean;
  items: {
    price_id: string;
    product_id: string;
    metered: boolean;
    interval: string | null;
    interval_count: number | null;
    quantity: number | null;
  }[];
};

const TAKEABLE = `
  SELECT s.customer_id, ${MANAGED} AND NOT ${IS_PLANNED_ELSEWHERE} AS is_ours, s.collection_method, s.currency, u.id AS payer_id,
    COALESCE(NULLIF(u.name, ''), u.email) AS payer,
    EXISTS (SELECT FROM membership m WHERE m.workspace_id = s.workspace_id AND m.user_id = u.id) AS payer_is_member,
    (SELECT max(k.expires_at) FROM hand_over_consent k
      WHERE k.workspace_id = s.workspace_id AND k.subscription_id = s.id AND k.payer_id = u.id AND ${IS_VALID("$3")}) AS consent_until,
    EXISTS (SELECT FROM hand_over h WHERE h.predecessor_id = s.id AND h.finished_at IS NULL AND h.successor_id IS NOT NULL) AS is_handed_over,
    (SELECT COALESCE(json_agg(json_build_object('price_id', i.price_id, 'product_id', i.product_id,
        'metered', COALESCE(r.usage_type = 'metered', false), 'interval', r.interval, 'interval_count', r.interval_count, 'quantity', i.quantity)), '[]')
      FROM subscription_item i LEFT JOIN price r ON r.id = i.price_id WHERE i.subscription_id = s.id) AS items
  FROM subscription s
  LEFT JOIN stripe_user su ON su.customer_id = s.customer_id
  LEFT JOIN "user" u ON u.id = su.user_id
  WHERE s.id = $1 AND s.workspace_id = $2 AND ${LIVE}`;

/** A session lives for half an hour at the least, and takes a moment to be made. */
const SHORTEST_SECONDS = 35 * 60;
const LONGEST_SECONDS = 24 * 3600;

/**
 * Starts the checkout with which an owner or admin takes over a workspace's plan from another payer, who left or has
 * consented.
 * @param priceId what to buy instead, if the plan is no longer sold
 * @throws ProductError as createCheckout, and consent_required, handed_over, hand_over_waits, no_subscription,
 *   plan_not_sold, take_over_not_possible, take_over_too_early
 */
export async function takeOver(
  user: User,
  workspaceId: string,
  subscriptionId: string,
  priceId?: string,
  ui?: "hosted",
): Promise<Checkout> {
  return new Deadline().run(async () => {
    await requireBillingRole(user.id, workspaceId);
    const [old] = await statement<Takeable>("takeable", TAKEABLE, [subscriptionId, workspaceId, now()]);
    if (!old) throw noSubscription();
    if (old.payer_id === user.id) throw alreadySubscribed(portalCall({ workspace_id: workspaceId }));
    if (old.is_handed_over) throw handedOver();
    const price = await sameOffer(user, workspaceId, old, priceId);
    // What gives no access needs nobody's consent: it stands in no one's way.
    if ((await readAccessBy([subscriptionId])).get(subscriptionId)?.hasAccess === false)
      return createCheckout(user, price.priceId, workspaceId, { ui });
    requireConsent(old);
    const terms = await reachingStripe(() => termsOf(old, subscriptionId, price));
    return createCheckout(user, price.priceId, workspaceId, {
      ui,
      takeOver: { subscriptionId, payerId: old.payer_id, ...terms },
      seatsBefore: planOf(old)?.quantity,
    });
  });
}

function requireConsent({ payer_is_member, consent_until, payer, is_ours, collection_method, items }: Takeable): void {
  if (payer_is_member && !consent_until) throw consentRequired(payer ?? "");
  const plan = planOf({ items });
  // What is metered beside it comes along: the new checkout adds what the plan is sold with.
  const isOnePlan = plan && items.every((one) => one === plan || (one.metered && one.product_id === plan.product_id));
  if (!is_ours || collection_method === "send_invoice" || !isOnePlan) throw takeOverNotPossible();
}

/** The item that is not by use; undefined where there is none, or more than one. */
function planOf({ items }: Pick<Takeable, "items">): Takeable["items"][number] | undefined {
  const [plan, ...others] = items.filter(({ metered }) => !metered);
  return others.length === 0 ? plan : undefined;
}

/**
 * When the new one is charged: at the end of what the old one's payer has paid for, or at once if the running period is
 * not paid.
 */
async function termsOf({ consent_until }: Takeable, subscriptionId: string, price: CatalogPrice) {
  const deadline = Deadline.running ?? new Deadline();
  const old = await stripe().subscriptions.retrieve(subscriptionId, {}, deadline.options());
  const { isOwed, isProcessing } = await readDebt(old, deadline);
  if (isProcessing) throw handOverWaits(3_600);
  const end = endOf(old);
  // On a test clock the running period may begin after our present: Stripe counts from the clock's.
  const from = new Date(Math.max(now().getTime(), periodStartOf(old).getTime()));
  const early = isOwed ? 0 : secondsUntil(end) - secondsUntil(latestFirstCharge(price, from));
  if (early > 0) throw takeOverTooEarly(early);
  const last = Math.min(
    LONGEST_SECONDS,
    ...[consent_until, isOwed ? null : inSeconds(end, -300)].flatMap((at) => (at ? secondsUntil(at) : [])),
  );
  if (last < SHORTEST_SECONDS) throw handOverWaits(Math.max(last, 0) + 7_200);
  const expiresAt = last < LONGEST_SECONDS ? inSeconds(now(), last) : null;
  return isOwed
    ? { kind: "charge" as const, anchor: null, expiresAt }
    : { kind: "continue" as const, anchor: end, expiresAt };
}

const secondsUntil = (at: Date): number => Math.floor((at.getTime() - now().getTime()) / 1000);

/** The same product in the same interval, at today's price, in a currency that the buyer can pay. @throws plan_not_sold */
async function sameOffer(
  user: User,
  workspaceId: string,
  { items, currency }: Takeable,
  asked?: string,
): Promise<CatalogPrice> {
  const item = planOf({ items }) ?? items[0];
  const product = item && (await productOf(item.price_id, workspaceId));
  const same = (product?.prices ?? []).filter(
    (one) => !one.metered && one.interval === item?.interval && one.intervalCount === (item.interval_count ?? 1),
  );
  const bound = await boundCurrency(user.id);
  const rank = (one: CatalogPrice) => {
    const isSold = (code: string | null) => code !== null && soldIn(one).includes(code);
    return [bound === null || isSold(bound), one.priceId === item?.price_id, isSold(currency)].map((fits) =>
      fits ? 0 : 1,
    );
  };
  const [best] = same.toSorted((a, b) => compare(rank(a), rank(b)));
  if (best) return best;
  if (asked === undefined) throw planNotSold();
  return (await requirePurchasable(asked, workspaceId)).price;
}

const compare = (a: number[], b: number[]): number => a.map((n, at) => n - (b[at] ?? 0)).find((n) => n !== 0) ?? 0;
