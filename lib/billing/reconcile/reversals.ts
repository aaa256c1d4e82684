import type Stripe from "stripe";
import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { answeredAt } from "../mirror/fetch";
import { idOf } from "../mirror/records";
import { bringReversal } from "../mirror/reversals";
import { appCustomer } from "../ownership/sql";
import { fetchDisputes, fetchRefunds, type Place } from "./lists";
import type { Walk } from "./run";
import type { Finding } from "./tally";

// What went back of a payment is kept by its charge (mirror/reversals.ts), and the lists of refunds and of disputes name
// their charges. They are short beside the others.

export const REVERSED = ["refund", "dispute"] as const;

/** What a charge's row should say. */
type Told = { charge: Stripe.Charge; dispute: Stripe.Dispute | null };

const STANDING = `
  SELECT g.charge_id AS id, r.charge_id IS NOT NULL AS known, r.refunded_minor AS refunded, r.dispute_id, r.dispute_status,
    COALESCE(r.charge_id IS NOT NULL OR ${appCustomer("g.customer_id")}
      OR (SELECT true FROM outside_subscription o WHERE o.customer_id = g.customer_id LIMIT 1), false) AS ours
  FROM unnest($1::text[], $2::text[]) g (charge_id, customer_id)
  LEFT JOIN LATERAL (SELECT * FROM reversal t WHERE t.charge_id = g.charge_id OFFSET 0) r ON true`;

type Standing = {
  id: string;
  known: boolean;
  refunded: number | null;
  dispute_id: string | null;
  dispute_status: string | null;
  ours: boolean;
};

/** @returns false when the time was up before the end */
export async function walkReversals(
  walk: Walk,
  reached: { list: string; place: Place | null } | null,
): Promise<boolean> {
  const first = Math.max(
    0,
    REVERSED.findIndex((list) => list === reached?.list),
  );
  for (const list of REVERSED.slice(first)) {
    let place = list === reached?.list ? reached.place : null;
    if (!place) await walk.save(list, null);
    for (let more = true; more; ) {
      const page = await (list === "refund" ? fetchRefunds(place) : fetchDisputes(place));
      await check(walk, page.data.flatMap(toldBy), page.said.asOf);
      const last = page.data.at(-1);
      if (last) place = { cursor: last.id, border: new Date(last.created * 1000) };
      more = page.more;
      if (!more) break;
      await walk.save(list, place);
      if (walk.isTimeUp()) return false;
    }
  }
  return true;
}

/** A refund of something that was never a charge has none. */
function toldBy(object: Stripe.Refund | Stripe.Dispute): Told[] {
  const { charge } = object;
  if (charge === null || typeof charge === "string") return [];
  return [{ charge, dispute: object.object === "dispute" ? object : null }];
}

/** The charges that a page of events is about. */
export const chargesIn = (events: Stripe.Event[]): string[] =>
  events.flatMap(({ type, data: { object } }) => {
    if (type === "charge.refunded") return idOf(object as Stripe.Charge) ?? [];
    return type.startsWith("charge.dispute.") ? (idOf((object as Stripe.Dispute).charge) ?? []) : [];
  });

/** Asks Stripe for each. */
export async function checkCharges(walk: Walk, ids: string[]): Promise<void> {
  for (const id of ids) {
    try {
      const deadline = new Deadline();
      const charge = await stripe().charges.retrieve(id, {}, deadline.options());
      const { data } = charge.disputed
        ? await stripe().disputes.list({ charge: id, limit: 1 }, deadline.options())
        : { data: [] };
      await check(walk, [{ charge, dispute: data[0] ?? null }], answeredAt(charge));
    } catch (error) {
      walk.tally.failed("reversal", id, error);
    }
  }
}

async function check({ task, tally }: Walk, told: Told[], asOf: Date): Promise<void> {
  // The newest of each charge: there is rarely a second.
  const byCharge = new Map(told.toReversed().map((one) => [one.charge.id, one]));
  const charges = [...byCharge.values()].map(({ charge }) => charge);
  const rows = await statement<Standing>("standing_reversal", STANDING, [
    charges.map(({ id }) => id),
    charges.map(({ customer }) => idOf(customer)),
  ]);
  for (const row of rows) {
    const one = byCharge.get(row.id);
    if (!one) continue;
    const findings = row.ours ? differences(row, one) : [];
    if (findings.length === 0) tally.count("reversal", row.ours ? "same" : "notOurs");
    else {
      try {
        // A payment that no invoice of ours asked for is nobody's here, in a dry run too.
        const isOurs = await bringReversal(one.charge, asOf, { writes: !task.dryRun });
        tally.count("reversal", isOurs ? "repaired" : "notOurs");
        if (isOurs) tally.differs(findings);
      } catch (error) {
        tally.failed("reversal", row.id, error);
      }
    }
  }
}

function differences(row: Standing, { charge, dispute }: Told): Finding[] {
  const differs = (field: string, here: unknown, there: unknown): Finding[] =>
    here === there ? [] : [{ kind: "reversal", id: row.id, field, here, there }];
  if (!row.known) return differs("id", null, row.id);
  return [
    ...differs("refunded_minor", row.refunded, charge.amount_refunded),
    ...(dispute ? differs("dispute_id", row.dispute_id, dispute.id) : []),
    ...(dispute ? differs("dispute_status", row.dispute_status, dispute.status) : []),
  ];
}
