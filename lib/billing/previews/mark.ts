// Which previews are to be fetched, as SQL. The statement that writes what an invoice goes by also marks the preview: it
// takes the answer away and leaves pending work (../mirror/along.ts). No page does. A plain subscription is never marked, so
// a million that renew on one day cost no call.

/** As a condition on a subscription `s`: a next payment may follow. Whether one does, and who calculates it, is decided later. */
export const RENEWS = "s.workspace_id IS NOT NULL AND s.status IN ('active', 'trialing')";

/** What is calculated at Stripe, by the subscription's row alone; nothing of it counts while collection is paused. */
export const BILLED_AT_STRIPE = "s.billed_beside && '{discount,tax,schedule}' AND NOT 'pause' = ANY (s.billed_beside)";

/** One was wanted before, for whichever reason. It may be a change that still waits for its invoice. */
export const hasPreview = (subscription: string) =>
  `(SELECT true FROM next_payment_preview np WHERE np.subscription_id = ${subscription})`;

/** @param subscriptions SQL of rows with `id` and `workspace_id` */
export const markPreviews = (subscriptions: string) => `
  INSERT INTO next_payment_preview AS n (subscription_id, workspace_id)
  SELECT DISTINCT ON (m.id) m.id, m.workspace_id FROM (${subscriptions}) m ORDER BY m.id
  ON CONFLICT (subscription_id) DO UPDATE SET workspace_id = excluded.workspace_id, generation = n.generation + 1,
    asked_at = NULL, subscription_revision = NULL, balance_minor = NULL, due_at = NULL, total_minor = NULL, parts = NULL
  RETURNING n.subscription_id, n.workspace_id`;

/** Whether `fetchPreviews` has anything to do; true or null. @param workspace the SQL of its id */
export const hasPreviewToFetch = (workspace: string) =>
  `(SELECT true FROM next_payment_preview np WHERE np.workspace_id = ${workspace} AND np.asked_at IS NULL LIMIT 1)`;

/** Of a subscription `s` and its customer `c`: the answer, where nothing has changed since; null without one. */
export const CURRENT_PREVIEW = `(
    SELECT json_build_object('at', np.due_at, 'totalMinor', np.total_minor, 'parts', np.parts) FROM next_payment_preview np
    WHERE np.subscription_id = s.id AND np.due_at IS NOT NULL AND np.subscription_revision = s.revision
      AND np.balance_minor IS NOT DISTINCT FROM c.balance_minor)`;
