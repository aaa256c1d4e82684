import { METADATA } from "@/lib/stripe/metadata";

// Whose a subscription is, as SQL: docs/decisions/019-whose-a-subscription-is.md. One Stripe account may serve several
// installations, and people make subscriptions in its Dashboard.

/** The metadata names an installation that is not ours; null where it names none. @param metadata the SQL of it */
export const otherInstallation = (metadata: string) =>
  `(NULLIF(lower(trim(${metadata}->>'${METADATA.installationId}')), '') <> (SELECT n.id::text FROM installation n))`;

/** Neither the subscription nor its customer, as far as that is here, is another installation's. @param s its alias */
const ofNoOther = (s: string) =>
  `${otherInstallation(`${s}.metadata`)} IS NOT TRUE
      AND (SELECT ${otherInstallation("oc.metadata")} FROM customer oc WHERE oc.id = ${s}.customer_id) IS NOT TRUE`;

/**
 * The workspace that metadata names: by our id, which was read from it, or by its external id. Of an id of ours nothing is
 * looked up. @param id the SQL of our id, or null @param metadata the SQL of it
 */
export const namedWorkspace = (id: string, metadata: string) =>
  `COALESCE(${id}, (SELECT xw.id FROM workspace xw WHERE xw.external_id = ${metadata}->>'${METADATA.workspaceId}'))`;

/** The workspace of ours that a subscription is assigned to, or null. @param s the alias of the object as Stripe has it */
export const workspaceOf = (s: string) =>
  `(SELECT ow.id FROM workspace ow
        WHERE ow.id = ${namedWorkspace(`${s}.workspace_id`, `${s}.metadata`)} AND ${ofNoOther(s)})`;

/** The customer of one of our users, also of one who is no more. Not one who is here for an assigned subscription only. */
export const appCustomer = (customerId: string) =>
  `(SELECT true FROM stripe_user u WHERE u.customer_id = ${customerId})
          OR ((SELECT true FROM customer c WHERE c.id = ${customerId})
            AND (SELECT true FROM outside_subscription o WHERE o.customer_id = ${customerId} LIMIT 1) IS NULL)`;

/** An assigned subscription whose customer and earlier invoices are still to be brought (./bring.ts). @param id the SQL of its id */
export const isToBring = (id: string) =>
  `(SELECT true FROM outside_subscription o WHERE o.subscription_id = ${id} AND o.brought_at IS NULL)`;

/**
 * What was told of an invoice before its subscription was assigned was nobody's, and was ignored. So of one that is not
 * here yet, an event from before the invoices were brought may be older than what was ignored. True or null.
 * @param subscription the SQL of its id @param at the SQL of the event's second
 */
export const mayFollowIgnored = (subscription: string, at: string) =>
  `(SELECT true FROM outside_subscription o
          WHERE o.subscription_id = ${subscription} AND COALESCE(o.brought_at, 'infinity') >= ${at})`;

const UUID = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";
const checkoutId = (s: string) => `${s}.metadata->>'${METADATA.checkoutId}'`;

/**
 * Whether a checkout of this installation made a subscription. Ours writes its own id into it. Before it did, it wrote
 * the buyer's, which nobody else does. Metadata that was copied from another subscription proves nothing.
 */
export const madeByCheckout = (s: string) => `COALESCE(CASE WHEN ${checkoutId(s)} IS NULL
    THEN (SELECT true FROM stripe_user mu WHERE mu.user_id = ${s}.user_id AND mu.customer_id = ${s}.customer_id)
    ELSE (SELECT true FROM checkout_session mk
      WHERE mk.id = CASE WHEN ${checkoutId(s)} ~ '${UUID}' THEN (${checkoutId(s)})::uuid END
        AND mk.customer_id = ${s}.customer_id AND (mk.subscription_id IS NULL OR mk.subscription_id = ${s}.id)) END, false)`;

/**
 * Whether a program may change a subscription: a checkout of ours made it, or the operator activated it. Any other is
 * seen by the rules, and only seen.
 */
export const managed = (s: string) => `(${madeByCheckout(s)}
    OR COALESCE((SELECT true FROM activated_subscription ma WHERE ma.subscription_id = ${s}.id), false))`;

/** `managed`, of the subscription `s`. */
export const MANAGED = managed("s");
