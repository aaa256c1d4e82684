/** What an address may claim was just done: Stripe, or a form of ours, leads back with it. */
export const DONE = ["change", "cancel", "kept", "card", "paid", "resumed"] as const;
export type Done = (typeof DONE)[number];

export const doneIn = (claimed: string | undefined): Done | null => DONE.find((one) => one === claimed) ?? null;

/** A subscription of which our copy confirms the claim. */
export type News = {
  subscriptionId: string;
  /** Of a change: what was planned last has not begun. */
  isPlanned: boolean;
};

/** How long something counts as just done. The same address tells nothing later. */
export const NEWS_SECONDS = 900;

const PRICES = (changed: string) => `jsonb_path_query_array(${changed}.items, '$[*].price_id')`;

/** Whether its history has a recent entry that differs so from the one before. */
const became = (condition: string, since: string) => `EXISTS (
        SELECT FROM subscription_change k
        JOIN LATERAL (
          SELECT * FROM subscription_change b WHERE b.subscription_id = k.subscription_id AND b.id < k.id
          ORDER BY b.id DESC LIMIT 1) b ON true
        WHERE k.subscription_id = s.id AND k.at > ${since} AND ${condition})`;

const ends = (one: string) => `(${one}.cancel_at IS NOT NULL OR ${one}.cancel_at_period_end)`;

const changed = (since: string) => became(`${PRICES("k")} <> ${PRICES("b")}`, since);

/** @param and what else is true of the schedule `x` */
const planned = (since: string, and = "true") => `EXISTS (
        SELECT FROM subscription_schedule x
        WHERE x.subscription_id = s.id AND x.created_at > ${since} AND x.status IN ('active', 'not_started') AND ${and})`;

// A change at once, and then another one that is planned, is told as the latter.
const isPlanned = (since: string) => planned(since, `NOT ${changed("x.created_at")}`);

// What a payment is charged to was just added, or just became the customer's default.
const paysAnew = (paysWith: string, since: string) => `(
        EXISTS (SELECT FROM payment_method m WHERE m.id = ${paysWith} AND m.as_of > ${since} AND NOT m.deleted)
        OR EXISTS (SELECT FROM card_change k WHERE k.subscription_id = s.id AND k.changed_at > ${since} AND k.to_id = ${paysWith}))`;

const EVIDENCE: Record<Done, (since: string, paysWith: string) => string> = {
  change: (since) => `(${changed(since)} OR ${planned(since)})`,
  cancel: (since) => `(s.canceled_at > ${since} AND (${ends("s")} OR s.ended_at IS NOT NULL))`,
  kept: (since) =>
    `(NOT ${ends("s")} AND s.ended_at IS NULL AND ${became(`${ends("b")} AND NOT ${ends("k")}`, since)})`,
  card: (since, paysWith) => paysAnew(paysWith, since),
  paid: (since) => `EXISTS (
        SELECT FROM (SELECT * FROM invoice v WHERE v.subscription_id = s.id ORDER BY v.created_at DESC LIMIT 20) v
        WHERE v.status = 'paid' AND v.amount_paid_minor > 0 AND v.as_of > ${since} AND NOT v.deleted)`,
  resumed: (since) => became("b.status = 'paused' AND k.status <> 'paused'", since),
};

/**
 * The SQL of the subscriptions of which an address's claim is confirmed by our copy, and new: anybody can type one, and
 * a page may be opened again. Null without a claim. Only the payer's own, and only the newest.
 * @param parameters the SQL of the workspace's and the user's id, of the claim, and of the moment since which it is news
 */
export const newsOf = (
  { workspace, user, done, since }: Record<"workspace" | "user" | "done" | "since", string>,
  paysWith: string,
) => `CASE WHEN ${done}::text IS NOT NULL THEN (
      SELECT json_agg(json_build_object('subscriptionId', s.id, 'isPlanned', ${done} = 'change' AND ${isPlanned(since)}))
      FROM stripe_user u
      JOIN customer c ON c.id = u.customer_id
      CROSS JOIN LATERAL (
        SELECT * FROM subscription a WHERE a.customer_id = c.id ORDER BY a.created_at DESC, a.id DESC LIMIT 50) s
      WHERE u.user_id = ${user} AND s.workspace_id = ${workspace} AND CASE ${done}
        ${DONE.map((one) => `WHEN '${one}' THEN ${EVIDENCE[one](since, paysWith)}`).join("\n        ")}
        ELSE false END) END`;
