import { statement } from "@/lib/db";
import { unitMinorSql } from "../catalog/amount-sql";
import { knownFeatures } from "../entitlements/feature-ids";
import { LIVE } from "../entitlements/statuses";

// What the signed-in user pays for, as the endpoints tell it. Dates become ISO 8601 in JSON.

export type MySubscription = {
  subscription_id: string;
  workspace_id: string | null;
  status: string;
  period_start: Date | null;
  period_end: Date | null;
  trial_start: Date | null;
  trial_end: Date | null;
  cancel_at: Date | null;
  cancel_at_period_end: boolean;
};

/** A page, and the subscription after which there are others; null without others. */
export type Page<T> = { rows: T[]; next: string | null };

// Read along subscription_customer_id_created_at_id_idx. $2: one more than are shown; $3: the last one of the page before.
const page = (after: boolean) => `
  SELECT s.* FROM stripe_user u
  JOIN subscription s ON s.customer_id = u.customer_id AND ${LIVE}
  WHERE u.user_id = $1 ${after ? "AND (s.created_at, s.id) < (SELECT a.created_at, a.id FROM subscription a WHERE a.id = $3)" : ""}
  ORDER BY s.created_at DESC, s.id DESC LIMIT $2`;

const subscriptions = (after: boolean) => `
  SELECT s.id AS subscription_id, s.workspace_id, s.status, i.period_start, i.period_end, s.trial_start, s.trial_end,
    s.cancel_at, s.cancel_at_period_end
  FROM (${page(after)}) s
  LEFT JOIN LATERAL (
    SELECT min(period_start) AS period_start, max(period_end) AS period_end
    FROM subscription_item WHERE subscription_id = s.id
  ) i ON true
  ORDER BY s.created_at DESC, s.id DESC`;

/** The user's live subscriptions, newest first. @param after the `next` of the page before */
export async function listMySubscriptions(
  userId: string,
  limit: number,
  after?: string,
): Promise<Page<MySubscription>> {
  const rows = after
    ? await statement<MySubscription>("my_subscriptions_after", subscriptions(true), [userId, limit + 1, after])
    : await statement<MySubscription>("my_subscriptions", subscriptions(false), [userId, limit + 1]);
  return pageOf(rows, limit);
}

/** @param rows of one more subscription than are shown, if there is one */
function pageOf<T extends { subscription_id: string }>(rows: T[], limit: number): Page<T> {
  const ids = [...new Set(rows.map(({ subscription_id }) => subscription_id))];
  const shown = new Set(ids.slice(0, limit));
  return {
    rows: rows.filter(({ subscription_id }) => shown.has(subscription_id)),
    next: ids.length > limit ? (ids[limit - 1] ?? null) : null,
  };
}

export type MySubscriptionItem = {
  product_id: string | null;
  product_name: string | null;
  product_description: string | null;
  price_id: string | null;
  price_nickname: string | null;
  /** In minor units; null where there is no single whole amount. */
  price: number | null;
  freq: string | null;
  quantity: number | null;
  subscription_status: string;
  period_start: Date | null;
  period_end: Date | null;
  trial_start: Date | null;
  trial_end: Date | null;
  ended_at: Date | null;
  cancel_at: Date | null;
  cancel_at_period_end: boolean;
  services: { feature_id: string }[];
};

const items = (after: boolean) => `
  SELECT s.id AS subscription_id, i.product_id, p.name AS product_name, p.description AS product_description, i.price_id,
    r.nickname AS price_nickname, ${unitMinorSql({ price: "r", currency: "s.currency" })} AS price, r.interval || '_' || r.interval_count AS freq, i.quantity,
    s.status AS subscription_status, i.period_start, i.period_end, s.trial_start, s.trial_end, s.ended_at, s.cancel_at,
    s.cancel_at_period_end,
    COALESCE((SELECT json_agg(json_build_object('feature_id', f.feature_id) ORDER BY f.position)
      FROM product_feature f WHERE f.product_id = i.product_id), '[]') AS services
  FROM (${page(after)}) s
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN price r ON r.id = i.price_id
  ORDER BY s.created_at DESC, s.id DESC, i.id`;

type ItemRow = MySubscriptionItem & { subscription_id: string };

/** The items of the user's live subscriptions. A page holds so many subscriptions, with all items of each. */
export async function listMySubscriptionItems(
  userId: string,
  limit: number,
  after?: string,
): Promise<Page<MySubscriptionItem>> {
  const rows = after
    ? await statement<ItemRow>("my_subscription_items_after", items(true), [userId, limit + 1, after])
    : await statement<ItemRow>("my_subscription_items", items(false), [userId, limit + 1]);
  const { rows: shown, next } = pageOf(rows, limit);
  // Exactly the documented fields.
  return { rows: shown.map(({ subscription_id: _, ...item }) => ({ ...item, services: servicesOf(item) })), next };
}

/** By today's ids, each once. */
function servicesOf({ services }: Pick<MySubscriptionItem, "services">): MySubscriptionItem["services"] {
  const [ids] = knownFeatures.currentCarried(
    services.map(({ feature_id }) => feature_id),
    {},
  );
  return ids.map((feature_id) => ({ feature_id }));
}
