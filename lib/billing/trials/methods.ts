import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { fingerprintOf } from "../mirror/records";

/** The payment methods of a customer: the fingerprints of all that have one, and whether there is any at all. */
export type Methods = { fingerprints: string[]; any: boolean };

const METHODS = `
  SELECT m.fingerprint, m.id = COALESCE(s.default_payment_method_id, c.default_payment_method_id) AS pays
  FROM subscription s LEFT JOIN customer c ON c.id = s.customer_id
  JOIN payment_method m ON NOT m.deleted AND (m.customer_id = s.customer_id OR m.id = s.default_payment_method_id)
  WHERE s.id = $1`;

/** Stripe is asked only where the event of the method that pays has not come yet, and cards count. */
export async function methodsOf(subscriptionId: string, customerId: string | null): Promise<Methods> {
  const rows = await statement<{ fingerprint: string | null; pays: boolean | null }>("trial_methods", METHODS, [
    subscriptionId,
  ]);
  const known = distinct(rows.map(({ fingerprint }) => fingerprint));
  if (!env().ONE_TRIAL_PER_CARD || customerId === null || rows.some(({ pays }) => pays))
    return { fingerprints: known, any: rows.length > 0 };
  const methods = await stripe()
    .paymentMethods.list({ customer: customerId, limit: 100 }, new Deadline().options())
    .autoPagingToArray({ limit: 1_000 });
  return {
    fingerprints: distinct([...known, ...methods.map(fingerprintOf)]),
    any: rows.length + methods.length > 0,
  };
}

const distinct = (fingerprints: (string | null)[]): string[] => [...new Set(fingerprints.flatMap((one) => one ?? []))];
