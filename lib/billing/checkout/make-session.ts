import { randomUUID } from "node:crypto";
import { statement } from "@/lib/db";
import { workspaceNotFound } from "@/lib/errors";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isMissing, isRefused, otherCurrencyIn } from "@/lib/stripe/failures";
import { METADATA } from "@/lib/stripe/metadata";
import { writeOnce } from "@/lib/stripe/write";
import type { Purchasable } from "../catalog/catalog";
import { releaseCustomer } from "../customers/customers";
import { installationId } from "../customers/installation";
import { otherCurrency, stripeUnavailable } from "../errors";
import type { CheckoutHandOver } from "../hand-over/rows";
import type { User } from "../user";
import { findBonds } from "./bonds";
import type { checkoutParameters } from "./parameters";
import { insertSession, markFailed, recordSession, type SessionRow } from "./sessions";

/** Where the visitor goes to pay; within our page (/checkout) Stripe's form opens with the secret. */
export type Checkout = { session_id: string; url: string } | { session_id: string; client_secret: string; url: null };

type Asked = { user: User; workspaceId: string; offer: Purchasable; deadline: Deadline };

/**
 * Makes the session at Stripe that its parameters describe, with a row that is written before.
 * @throws ProductError other_currency, stripe_unavailable; StripeError
 */
export async function makeSession(
  { user, workspaceId, offer, deadline }: Asked,
  customerId: string,
  withTrial: boolean,
  { parameters, fingerprint }: ReturnType<typeof checkoutParameters>,
  currency: string,
  handOver: CheckoutHandOver | null,
): Promise<Checkout> {
  const id = randomUUID();
  const { subscription_data } = parameters;
  const ours = {
    [METADATA.installationId]: await installationId(),
    [METADATA.checkoutId]: id,
  };
  const sent = {
    ...parameters,
    client_reference_id: id,
    // Whose the subscription is: lib/billing/ownership/sql.ts.
    subscription_data: {
      ...subscription_data,
      // Stripe's pages and invoices tell two workspaces of one customer apart by it.
      description: await nameOf(workspaceId),
      metadata: { ...subscription_data?.metadata, ...ours },
    },
  };
  const row = {
    id,
    workspace_id: workspaceId,
    user_id: user.id,
    customer_id: customerId,
    price_id: offer.price.priceId,
    with_trial: withTrial,
    fingerprint,
    parameters: sent,
  };
  await insertSession(row, handOver);
  try {
    const session = await writeOnce(id, deadline, (options) => stripe().checkout.sessions.create(sent, options));
    return handOut(await recordSession(session));
  } catch (error) {
    if (isRefused(error)) {
      await markFailed(id);
      if (isMissing(error, "customer")) await releaseCustomer(user.id, customerId);
      const named = otherCurrencyIn(error);
      if (named !== null) {
        const bonds = await findBonds(customerId, currency, deadline);
        throw otherCurrency(bonds[0]?.currency ?? named, bonds, error);
      }
    }
    // After any other failure Stripe may have created it anyway. The row stays, and the next try finds out.
    throw error;
  }
}

const MOST_DESCRIPTION = 500;

async function nameOf(workspaceId: string): Promise<string> {
  const text = "SELECT name FROM workspace WHERE id = $1";
  const [row] = await statement<{ name: string }>("checkout_workspace_name", text, [workspaceId]);
  if (!row) throw workspaceNotFound();
  return row.name.slice(0, MOST_DESCRIPTION);
}

export function handOut(row: SessionRow | null): Checkout {
  const { stripe_session_id: session_id, url, client_secret } = row ?? {};
  if (session_id && url) return { session_id, url };
  if (session_id && client_secret) return { session_id, client_secret, url: null };
  throw stripeUnavailable(new Error("Stripe's session has no address."));
}
