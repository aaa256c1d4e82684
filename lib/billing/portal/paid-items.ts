import { statement } from "@/lib/db";
import { billingRoleRequired } from "@/lib/errors";
import { noBillingAccount, notThePayer } from "../errors";
import { mayBill, requireMembership } from "@/lib/workspaces/members";
import { amountSql } from "../catalog/amount-sql";
import type { CatalogProduct, SeatKind } from "../catalog/product";
import { findCustomerId } from "../customers/customers";
import { PAYS_WITH } from "../dashboard/pays-with";
import { knownFeatures } from "../entitlements/feature-ids";
import { GRANTING, LIVE } from "../entitlements/statuses";
import { MANAGED } from "../ownership/sql";
import { scheduleOf } from "../schedules/planned";
import { seatKind } from "../seats/owed";
import type { User } from "../user";

/** An active schedule, and the next change that it plans. */
export type PlannedSchedule = {
  id: string;
  /** Who made it: the customer portal, we, or somebody else, whose plans we leave alone. */
  origin: "portal" | "ours" | "empty" | "other";
  /** When the next phase begins; null where none follows. In JSON, so a text. */
  next_at: string | null;
};

/** An item of a live subscription, with what the portal and the preview of a change need to know of it. */
export type LiveItem = {
  subscription_id: string;
  workspace_id: string | null;
  status: string;
  granting: boolean;
  currency: string | null;
  trial_end: Date | null;
  /** What becomes of a trial at its end, if there is no card by then; null where Stripe bills it all the same. */
  trial_without_card: "cancel" | "pause" | null;
  ends_at: Date | null;
  is_ending: boolean;
  item_id: string;
  product_id: string | null;
  product_name: string | null;
  price_id: string | null;
  lookup_key: string | null;
  plan_group: string | null;
  quantity: number | null;
  per_seat: boolean;
  interval: string | null;
  interval_count: number | null;
  /** What a quantity counts; null where it is not per seat. */
  seats: SeatKind | null;
  min_seats: number | null;
  max_seats: number | null;
  /** What all of it costs each time, in the subscription's currency; null where that goes by use, or is not known. */
  amount_minor: number | null;
  tiered: boolean;
  metered: boolean;
  period_end: Date | null;
  /** The row's, as it was read. */
  revision: number;
  collection_method: string | null;
  /** Of the payment method that is charged. */
  method_type: string | null;
  /** A discount, a tax or credit makes its invoice another sum than its price. */
  is_adjusted: boolean;
  /** The schedule that its subscription follows, whether or not something is planned. */
  schedule: PlannedSchedule | null;
  feature_ids: string[];
  limits: Record<string, number>;
  /** We may change it (ownership/sql.ts). What its payer does in Stripe's portal is their own. */
  managed: boolean;
  /** Something that the next invoice can be charged to. */
  has_card: boolean;
  payer_id: string | null;
  payer: string | null;
};

const LIVE_ITEMS = `
  SELECT s.id AS subscription_id, s.workspace_id, s.status, (${GRANTING}) AS granting, s.currency, s.trial_end, s.trial_without_card,
    COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END) AS ends_at,
    (s.cancel_at IS NOT NULL OR s.cancel_at_period_end) AS is_ending,
    i.id AS item_id, i.product_id, p.name AS product_name, i.price_id, r.lookup_key, p.plan_group, i.quantity,
    COALESCE(r.per_seat, false) AS per_seat, ${seatKind("r", "p")} AS seats, r.min_seats, r.max_seats, r.interval, r.interval_count, COALESCE(r.billing_scheme = 'tiered', false) AS tiered,
    ${amountSql({ price: "r", currency: "s.currency", quantity: "COALESCE(i.quantity, 1)" })} AS amount_minor,
    COALESCE(r.usage_type = 'metered', false) AS metered, i.period_end, s.revision, s.collection_method,
    m.type AS method_type, COALESCE(s.billed_beside && '{discount,tax}', false) OR COALESCE(c.discounted OR c.balance_minor <> 0, false) AS is_adjusted,
    ${scheduleOf("s.id")} AS schedule,
    ARRAY(SELECT feature_id FROM product_feature f WHERE f.product_id = i.product_id ORDER BY position) AS feature_ids,
    (SELECT COALESCE(json_object_agg(feature_id, limit_value), '{}') FROM product_feature f
      WHERE f.product_id = i.product_id AND limit_value IS NOT NULL) AS limits,
    ${MANAGED} AS managed, ${PAYS_WITH} IS NOT NULL AS has_card,
    u.id AS payer_id, COALESCE(NULLIF(u.name, ''), u.email) AS payer
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN price r ON r.id = i.price_id
  LEFT JOIN stripe_user su ON su.customer_id = s.customer_id
  LEFT JOIN customer c ON c.id = s.customer_id
  LEFT JOIN payment_method m ON m.id = COALESCE(s.default_payment_method_id, c.default_payment_method_id) AND NOT m.deleted
  LEFT JOIN "user" u ON u.id = su.user_id
  WHERE ${LIVE} AND s.id = ANY (ARRAY(
    SELECT a.id FROM subscription a WHERE a.workspace_id = $1 OR ($1::uuid IS NULL AND a.customer_id = $2)
    UNION
    SELECT b.id FROM subscription a JOIN subscription b ON b.workspace_id = a.workspace_id WHERE $1::uuid IS NULL AND a.customer_id = $2))
  ORDER BY s.created_at DESC, s.id, i.id`;

export type PaidItems = {
  customerId: string;
  /** What the user pays for, the newest subscription first. */
  mine: LiveItem[];
  /** All items of the workspace, or of the workspaces that the user pays for, including those that others pay for. */
  all: LiveItem[];
};

/**
 * What the user pays for and may therefore change: in a workspace, or everywhere.
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account
 */
export async function requirePaidItems(user: User, workspaceId: string | undefined): Promise<PaidItems> {
  const membership = workspaceId ? await requireMembership(user.id, workspaceId) : null;
  const customerId = await findCustomerId(user.id);
  const rows = await statement<LiveItem>("live_items", LIVE_ITEMS, [workspaceId ?? null, customerId]);
  const all = rows.map((item) => {
    const [feature_ids, limits] = knownFeatures.currentCarried(item.feature_ids, item.limits);
    return { ...item, feature_ids, limits };
  });
  const mine = all.filter((item) => item.payer_id === user.id);
  // A payer may always manage their payments, in any role.
  if (membership && !mayBill(membership.role) && mine.length === 0) throw billingRoleRequired();
  const others = all.find((item) => item.payer_id !== user.id);
  if (others && mine.length === 0) throw notThePayer(others.payer ?? "Somebody else");
  if (!customerId) throw noBillingAccount();
  return { customerId, mine, all };
}

/** The item that a product takes the place of: one of the same product, or else of its plan group; the licensed one. */
export function itemToReplace(items: LiveItem[], product: CatalogProduct): LiveItem | undefined {
  const first = (among: LiveItem[]) => among.find(({ metered }) => !metered) ?? among[0];
  return (
    first(items.filter((one) => one.product_id === product.productId)) ??
    first(items.filter((one) => product.planGroup !== null && one.plan_group === product.planGroup))
  );
}

/** Those whose lines on an invoice are what was used. */
export const meteredPrices = (items: Pick<LiveItem, "metered" | "price_id">[]): ReadonlySet<string> =>
  new Set(items.flatMap(({ metered, price_id }) => (metered && price_id ? [price_id] : [])));
