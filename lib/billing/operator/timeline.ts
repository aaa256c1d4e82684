import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { accessEnv } from "@/lib/env";
import { isUuid } from "@/lib/uuid";
import { type PricedRow, pricedFields, readPriced } from "../catalog/priced";
import type { Bill } from "../entitlements/bills";
import { knownFeatures } from "../entitlements/feature-ids";
import { DAYS_OF, type Paying } from "../entitlements/paid";
import { IS_OF_PLAN } from "../entitlements/statement";
import { GRANTING, LIVE } from "../entitlements/statuses";
import { listOverrides } from "../entitlements/overrides";
import { allowedIn, readEntitlements } from "../entitlements/read";
import { type Draft, withOwedDrafts } from "../timeline/drafts";
import { withGraceEnds } from "../timeline/grace";
import { continuedBy, type TimelineHandOver } from "../timeline/hand-overs";
import { type Paid, withPaid } from "../timeline/paid";
import { listOffers, type PriceOffer } from "../offers/offers";
import { offerEntries } from "../timeline/offers";
import { overrideMoments } from "../timeline/overrides";
import { timeline, type Entry } from "../timeline/timeline";
import type { Change, Names, NamedPrice, TimelineInvoice } from "../timeline/history";
import { own } from "@/lib/own";

export type WorkspaceSubscription = {
  id: string;
  status: string | null;
  customerId: string | null;
  /** Of a paused one: Stripe's word. */
  pausedReason: string | null;
};

/** All that an operator sees of one workspace. */
export type WorkspaceHistory = {
  workspace: { id: string; externalId: string | null; name: string; createdAt: Date };
  members: { id: string; name: string; role: string }[];
  /** There are more members than those. */
  hasMoreMembers: boolean;
  /** Those that are its own now, newest first. */
  subscriptions: WorkspaceSubscription[];
  features: string[];
  /** Newest first. */
  entries: Entry[];
  /** There are older changes, invoices or subscriptions than those. */
  isCut: boolean;
};

// Far more than a workspace ever has, and a bound, so that no page grows without end.
const MOST_CHANGES = 5_000;
const MOST_INVOICES = 500;
const MOST_SUBSCRIPTIONS = 500;
const MOST_MEMBERS = 50;

const WORKSPACE = `SELECT id, external_id AS "externalId", name, created_at AS "createdAt" FROM workspace WHERE id = $1`;

const MEMBERS = `
  SELECT u.id, COALESCE(u.email, u.name, 'without a name') AS name, m.role::text AS role
  FROM membership m JOIN "user" u ON u.id = m.user_id
  WHERE m.workspace_id = $1 ORDER BY m.role, m.created_at LIMIT ${MOST_MEMBERS + 1}`;

// Also those that were its own once: when one is given to another workspace, this one lost it.
const SUBSCRIPTIONS = `
  SELECT s.id, s.status, s.customer_id AS "customerId", s.paused_reason AS "pausedReason", (s.workspace_id = $1) IS TRUE AS here,
    COALESCE(s.collection_method = 'send_invoice', false) AS "sendInvoice",
    COALESCE('discount' = ANY (s.billed_beside), false) AS discounted
  FROM subscription s
  WHERE s.id IN (
    SELECT id FROM subscription WHERE workspace_id = $1
    UNION SELECT subscription_id FROM subscription_change WHERE workspace_id = $1)
  ORDER BY s.created_at DESC, s.id LIMIT ${MOST_SUBSCRIPTIONS}`;

const CHANGES = `
  SELECT s.id, s.subscription_id AS "subscriptionId", s.workspace_id AS "workspaceId", s.at, s.status, s.items,
    (${LIVE}) IS TRUE AS live, (${GRANTING}) IS TRUE AS granting, s.trial_end AS "trialEnd", s.cancel_at AS "cancelAt",
    s.cancel_at_period_end AS "cancelAtPeriodEnd", b.created_at AS "boughtAt", b.currency,
    b.collection_method = 'send_invoice' AS "byInvoice",
    CASE WHEN s.status = 'paused' AND s.at >= b.status_since THEN b.paused_reason END AS "pausedReason"
  FROM subscription_change s LEFT JOIN subscription b ON b.id = s.subscription_id
  WHERE s.subscription_id = ANY($1) ORDER BY s.id DESC LIMIT ${MOST_CHANGES}`;

const INVOICES = `
  SELECT id, subscription_id AS "subscriptionId", number, status, billing_reason AS "billingReason", currency,
    total_minor AS "totalMinor", amount_paid_minor AS "amountPaidMinor", attempt_count AS "attemptCount",
    next_payment_attempt AS "nextPaymentAttempt", collection_method = 'send_invoice' AS "byInvoice", created_at AS "createdAt", finalization_error AS "finalizationError",
    collection_method AS "collection", gave, ${IS_OF_PLAN} IS TRUE AS "isOfPlan",
    (SELECT sum(r.refunded_minor)::bigint FROM reversal r WHERE r.invoice_id = v.id) AS "refundedMinor",
    (SELECT r.dispute_status FROM reversal r WHERE r.invoice_id = v.id AND r.dispute_id IS NOT NULL LIMIT 1) AS "disputeStatus"
  FROM invoice v WHERE subscription_id = ANY($1) AND NOT deleted ORDER BY created_at DESC LIMIT ${MOST_INVOICES}`;

const HAND_OVERS = `
  SELECT h.checkout_id AS "checkoutId", h.predecessor_id AS "predecessorId", h.successor_id AS "successorId", h.kind, h.state,
    COALESCE(NULLIF(u.name, ''), u.email) AS by, COALESCE(NULLIF(p.name, ''), p.email) AS from, h.anchor, h.reason,
    h.created_at AS "createdAt", h.completed_at AS "completedAt", h.taken_back_at AS "takenBackAt", h.finished_at AS "finishedAt"
  FROM hand_over h LEFT JOIN "user" u ON u.id = h.user_id LEFT JOIN "user" p ON p.id = h.payer_id
  WHERE h.workspace_id = $1 ORDER BY h.created_at DESC LIMIT ${MOST_INVOICES}`;

const PRODUCTS = `
  SELECT p.id, p.name, ARRAY(SELECT f.feature_id FROM product_feature f WHERE f.product_id = p.id ORDER BY f.position) AS features
  FROM product p WHERE p.id = ANY($1)`;

const PRICES = `
  SELECT p.id, json_build_object(${pricedFields("p")}, 'interval', p.interval, 'intervalCount', p.interval_count) AS price
  FROM price p WHERE p.id = ANY($1)`;

type Subscription = WorkspaceSubscription & { here: boolean; sendInvoice: boolean; discounted: boolean };
type Invoice = TimelineInvoice & Pick<Bill, "collection" | "gave"> & Draft;

/** @returns null for a workspace that does not exist */
export async function getWorkspaceHistory(workspaceId: string): Promise<WorkspaceHistory | null> {
  if (!isUuid(workspaceId)) return null;
  const [[workspace], members, subscriptions, entitlements] = await Promise.all([
    statement<WorkspaceHistory["workspace"]>("operator_workspace", WORKSPACE, [workspaceId]),
    statement<WorkspaceHistory["members"][number]>("operator_members", MEMBERS, [workspaceId]),
    statement<Subscription>("operator_subscriptions", SUBSCRIPTIONS, [workspaceId]),
    readEntitlements(workspaceId),
  ]);
  if (!workspace) return null;
  const ids = subscriptions.map(({ id }) => id);
  const [overrides, offers, changes, invoices, handOvers] = await Promise.all([
    listOverrides(workspaceId),
    listOffers(workspaceId),
    statement<Change>("operator_changes", CHANGES, [ids]),
    statement<Invoice>("operator_invoices", INVOICES, [ids]),
    statement<TimelineHandOver>("operator_hand_overs", HAND_OVERS, [workspace.id]),
  ]);
  const at = now();
  const { names, prices } = await namesIn(changes, invoices, offers);
  const paid = new Map(subscriptions.map((one): [string, Paid] => [one.id, paidFor(one, invoices, handOvers)]));
  const history = {
    changes: withGraceEnds(
      withPaid(withOwedDrafts(changes, invoices, at), paid, prices),
      at,
      accessEnv().PAST_DUE_GRACE_DAYS,
    ),
    overrides: overrideMoments(overrides, at),
    invoices,
    handOvers,
    offers: offerEntries(offers, at, names),
  };
  const entries = timeline(workspace.id, history, names);
  return {
    workspace,
    members: members.slice(0, MOST_MEMBERS),
    hasMoreMembers: members.length > MOST_MEMBERS,
    subscriptions: subscriptions.filter(({ here }) => here),
    features: allowedIn(entitlements),
    entries,
    isCut:
      changes.length === MOST_CHANGES ||
      invoices.length === MOST_INVOICES ||
      subscriptions.length === MOST_SUBSCRIPTIONS,
  };
}

function paidFor(
  { id, sendInvoice, discounted }: Subscription,
  invoices: Invoice[],
  handOvers: TimelineHandOver[],
): Paid {
  const billsOf = (ids: string[]) =>
    invoices
      .filter(({ subscriptionId, status }) => ids.includes(subscriptionId ?? "") && status !== "draft")
      .flatMap(({ createdAt, billingReason: reason, totalMinor: total, ...one }): Paid["bills"] =>
        createdAt ? [{ ...one, reason, total, at: createdAt.toISOString() }] : [],
      );
  return { sendInvoice, discounted, bills: billsOf([id]), billsBefore: billsOf(continuedBy(id, handOvers)) };
}

const daysOf = ({ interval, intervalCount }: NamedPrice): number | null =>
  interval && intervalCount ? (own(DAYS_OF, interval) ?? 0) * intervalCount || null : null;

async function namesIn(
  changes: Change[],
  invoices: Invoice[],
  offers: PriceOffer[],
): Promise<{ names: Names; prices: Paying["prices"] }> {
  const given = invoices.flatMap(({ gave }) => Object.values(gave ?? {}).flatMap((one) => one ?? []));
  const offered = offers.map(({ productId, priceId }) => ({ product_id: productId, price_id: priceId }));
  const items = [...changes.flatMap((change) => change.items), ...given, ...offered];
  const ids = (values: (string | null)[]) => [...new Set(values.filter((value) => value !== null))];
  const [products, prices] = await Promise.all([
    statement<{ id: string; name: string | null; features: string[] }>("operator_products", PRODUCTS, [
      ids(items.map((item) => item.product_id)),
    ]),
    statement<{ id: string; price: Omit<NamedPrice, keyof PricedRow> & PricedRow }>("operator_prices", PRICES, [
      ids(items.map((item) => item.price_id)),
    ]),
  ]);
  const named = prices.map(({ id, price }) => [id, readPriced(price)] as const);
  return {
    names: {
      products: new Map(
        products.map(({ id, features, ...product }) => [
          id,
          { ...product, features: knownFeatures.currentCarried(features, {})[0] },
        ]),
      ),
      prices: new Map(named),
    },
    prices: Object.fromEntries(named.map(([id, price]) => [id, { ...price, days: daysOf(price) }])),
  };
}
