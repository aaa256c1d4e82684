import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { portal } from "@/billing/portal";
import { answeredAt, PORTAL_PRODUCTS } from "../mirror/fetch";
import type { PlanChangeSettings } from "../mirror/planned";
import { type MirrorRecord, portalConfigurationRecord } from "../mirror/records";
import { syncObject } from "../mirror/sync";
import { writeTogether } from "../mirror/write";

/** The SQL of a column of the configuration in force. @param named the SQL of STRIPE_PORTAL_CONFIGURATION */
export const inForce = (column: "plan_change" | "login_url", named: string) => `(
    SELECT c.${column} FROM portal_configuration c
    WHERE NOT c.deleted AND CASE WHEN ${named}::text = '' THEN c.is_default ELSE c.id = ${named} END
    ORDER BY c.as_of DESC, c.id LIMIT 1)`;

/** The SQL of the settings in force. @param named the SQL of STRIPE_PORTAL_CONFIGURATION */
export const settingsInForce = (named: string) => inForce("plan_change", named);

const IN_FORCE = `SELECT ${settingsInForce("$1")} AS settings, i.portal_seen_at AS seen_at FROM installation i`;

type Row = { settings: PlanChangeSettings | null; seen_at: Date | null };

async function read(): Promise<Row> {
  const [row] = await statement<Row>("portal_in_force", IN_FORCE, [env().STRIPE_PORTAL_CONFIGURATION]);
  return row ?? { settings: null, seen_at: null };
}

/**
 * What the portal's configuration in force says of changes of plan, from the copy: the one that
 * STRIPE_PORTAL_CONFIGURATION names, else the account's default.
 * @returns null while none is known here
 */
export const portalInForce = async (): Promise<PlanChangeSettings | null> => (await read()).settings;

// Events keep the copy current. An endpoint that was set up by an older release does not send them, so a page that asks
// Stripe anyway looks again from time to time.
const LOOKS_AGAIN_SECONDS = 3600;

/**
 * The same for a page that calls Stripe anyway. Where Stripe has no configuration yet, it is what `stripe:setup` would
 * set.
 */
export async function requirePortalInForce(): Promise<PlanChangeSettings> {
  const { settings, seen_at } = await read();
  const isOld = seen_at === null || seen_at < inSeconds(now(), -LOOKS_AGAIN_SECONDS);
  const isUnknown = settings === null && env().STRIPE_PORTAL_CONFIGURATION !== "";
  return (isOld || isUnknown ? await lookAgain() : settings) ?? FROM_CATALOG;
}

const REVISIONS = "SELECT id, revision FROM portal_configuration";

/** Brings the copy in line with Stripe. */
export async function lookAgain(): Promise<PlanChangeSettings | null> {
  const named = env().STRIPE_PORTAL_CONFIGURATION;
  if (named) await syncObject("portal_configuration", named);
  else {
    const seen = await statement<{ id: string; revision: number }>("portal_revisions", REVISIONS, []);
    const { records, fetchedAt: asOf } = await fetchDefault();
    for (const record of records) {
      const revision = seen.find(({ id }) => id === record.row.id)?.revision ?? 0;
      await writeTogether({ record, basis: { from: "stripe", asOf, revision } });
    }
  }
  await notePortalSeen();
  return portalInForce();
}

const FROM_CATALOG: PlanChangeSettings = {
  enabled: portal.planChange.enabled,
  allowed_updates: ["price"],
  proration_behavior: portal.planChange.proration,
  billing_cycle_anchor: null,
  waits: [...portal.planChange.waitsForPeriodEnd],
  trial_update_behavior: portal.planChange.trial,
  prices: null,
  cancel: {
    enabled: portal.cancellation.enabled,
    at_once: (portal.cancellation.mode as string) === "immediately",
    asks: portal.cancellation.reasons.length > 0,
  },
};

/** The account's default: one, or none. */
export async function fetchDefault(): Promise<{ records: MirrorRecord[]; fetchedAt: Date }> {
  const answer = await stripe().billingPortal.configurations.list(
    { limit: 1, is_default: true, expand: [`data.${PORTAL_PRODUCTS}`] },
    new Deadline().options(),
  );
  return { records: answer.data.map(portalConfigurationRecord), fetchedAt: answeredAt(answer) };
}

export const notePortalSeen = (): Promise<unknown> =>
  statement("portal_seen", "UPDATE installation SET portal_seen_at = $1", [now()]);
