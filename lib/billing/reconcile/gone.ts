import { statement } from "@/lib/db";
import { examineAll } from "./alone";
import type { Listed, Place } from "./lists";
import type { Walk } from "./run";

// Stripe keeps canceled subscriptions and their schedules forever, so these rows know no `deleted`.
const NOT_DELETED: Record<Listed, string> = {
  product: "NOT deleted AND",
  price: "NOT deleted AND",
  customer: "NOT deleted AND",
  subscription: "",
  subscription_schedule: "",
  invoice: "NOT deleted AND",
};

const text = (kind: Listed) => `
  SELECT id, created_at FROM ${kind}
  WHERE ${NOT_DELETED[kind]} created_at <= $1::timestamptz AND created_at > $2::timestamptz AND id <> ALL($3)
    AND ($4::text IS NULL OR (created_at, id) < ($1::timestamptz, $4))
  ORDER BY created_at DESC, id DESC LIMIT 100`;

/** A stretch of a list that was read without a gap: `created` after `after`, up to and with `upTo`. */
export type Stretch = { upTo: Date; after: Date | null; named: string[] };

type Unnamed = { id: string; created_at: Date };

/** The newest hundred rows of a stretch that the list does not name; after `last`, the next hundred. */
export const findUnnamed = (kind: Listed, { upTo, after, named }: Stretch, last?: Unnamed): Promise<Unnamed[]> =>
  statement<Unnamed>(`unnamed_${kind}`, text(kind), [last?.created_at ?? upTo, after ?? "-infinity", named, last?.id]);

/**
 * Rows that the list does not name: deleted at Stripe, or such as Stripe's lists leave out (those on a test clock).
 * Stripe is asked for each.
 * @param found the first hundred of them
 * @param interrupted called with the place after each hundred; returns whether the time is up
 * @returns false when it was interrupted
 */
export async function examineUnnamed(
  walk: Walk,
  kind: Listed,
  stretch: Stretch,
  found: Unnamed[],
  interrupted: (border: Date) => Promise<boolean>,
): Promise<boolean> {
  for (let rows = found; ; rows = await findUnnamed(kind, stretch, rows.at(-1))) {
    const last = rows.at(-1);
    if (!last) return true;
    await examineAll(
      walk,
      kind,
      rows.map(({ id }) => id),
    );
    if (await interrupted(last.created_at)) return false;
  }
}

/** The place of a walk that is interrupted there: the same page, with less of its stretch left. */
export const within = (place: Place | null, border: Date): Place => ({ cursor: place?.cursor ?? null, border });
