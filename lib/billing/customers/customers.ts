import type Stripe from "stripe";
import type { User } from "@/lib/billing/user";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { stripeUnavailable } from "../errors";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isRefused, isStoredFailure, readFailure } from "@/lib/stripe/failures";
import { idInMetadata, METADATA } from "@/lib/stripe/metadata";
import { KEY_LIFE_SECONDS, writeOnce } from "@/lib/stripe/write";
import { readUuid } from "@/lib/uuid";
import { installationId } from "./installation";

/**
 * A claim: creating a user's one Stripe customer and storing its id. It stays open until customer_id is set, so a crash in
 * between can be completed.
 */
type Claim = {
  customer_id: string | null;
  generation: number;
  parameters: Stripe.CustomerCreateParams | null;
  sent_at: Date | null;
};

const CLAIM = "customer_id, generation, parameters, sent_at";

/** Makes sure that the user's row exists, so that it can be leased. Without a user there is no row. */
export async function openClaim(userId: string): Promise<void> {
  await statement(
    "claim_open",
    `INSERT INTO stripe_user (user_id) SELECT id FROM "user" WHERE id = $1 ON CONFLICT DO NOTHING`,
    [userId],
  );
}

/**
 * Links a customer that was found to be this user's, after a claim that was interrupted between Stripe's answer and ours.
 * @param named the user, as Stripe's metadata has it
 * @returns whether there is such a user
 */
export async function completeClaim(named: string | undefined, customerId: string): Promise<boolean> {
  const userId = readUuid(named);
  if (!userId) return false;
  // First the row, then its link, because one of two simultaneous inserts would fail at the link's index.
  await openClaim(userId);
  return (await link(userId, customerId)) !== undefined;
}

/** Whether there is such a user, as `completeClaim` would find. @param named the user, as Stripe's metadata has it */
export async function mayCompleteClaim(named: string | undefined): Promise<boolean> {
  const known = `SELECT FROM "user" WHERE id = $1 UNION ALL SELECT FROM stripe_user WHERE user_id = $1`;
  const userId = readUuid(named);
  return userId !== null && (await statement("claim_possible", known, [userId])).length > 0;
}

/** The user's Stripe customer, or null. */
export async function findCustomerId(userId: string): Promise<string | null> {
  return (await readClaim(userId))?.customer_id ?? null;
}

/**
 * The user's Stripe customer, created if missing. One user has one customer in every case. Call it while holding the
 * lease on the user's row.
 *
 * The idempotency key is the user's id and a generation, kept with the exact parameters before the call. So a try with
 * an unknown outcome is repeated as it was, and finds what the first one made. If Stripe would repeat a failure under
 * the key forever, we search for a customer with our metadata, and otherwise use the next generation.
 */
export async function ensureCustomer(user: User, deadline: Deadline): Promise<string> {
  let claim = await readClaim(user.id);
  if (!claim) throw new Error(`The claim of user ${user.id} was not opened.`);
  if (claim.customer_id) return claim.customer_id;

  if (claim.sent_at && claim.sent_at <= inSeconds(now(), -KEY_LIFE_SECONDS)) {
    // Stripe has forgotten the key: repeating it would make a second customer.
    const found = await findAtStripe(user, claim, deadline);
    if (found) return linkCustomer(user.id, found);
    claim = await nextGeneration(user.id);
  }
  try {
    return await create(user, claim, deadline);
  } catch (error) {
    if (isRefused(error)) {
      await forgetParameters(user.id);
      // Stripe takes fewer addresses than we do. A user without one may give one at the checkout.
      if (user.email && readFailure(error)?.parameter === "email")
        return create({ ...user, email: null }, await nextGeneration(user.id), deadline);
      throw error;
    }
    if (!isStoredFailure(error)) throw error;
    const found = await findAtStripe(user, claim, deadline);
    if (found) return linkCustomer(user.id, found);
    return create(user, await nextGeneration(user.id), deadline);
  }
}

/** Stripe says that the customer is gone, so the user may become a customer again. */
export async function releaseCustomer(userId: string, customerId: string): Promise<void> {
  await statement(
    "claim_release",
    `UPDATE stripe_user SET customer_id = NULL, generation = generation + 1, parameters = NULL, sent_at = NULL
     WHERE user_id = $1 AND customer_id = $2`,
    [userId, customerId],
  );
}

async function readClaim(userId: string): Promise<Claim | undefined> {
  const [claim] = await statement<Claim>("claim", `SELECT ${CLAIM} FROM stripe_user WHERE user_id = $1`, [userId]);
  return claim;
}

async function create(user: User, claim: Claim, deadline: Deadline): Promise<string> {
  const installation = await installationId();
  const parameters = claim.parameters ?? {
    ...(user.email && { email: user.email }),
    ...(user.name && { name: user.name }),
    metadata: { [METADATA.userId]: user.id, [METADATA.installationId]: installation },
  };
  if (!claim.parameters) {
    await statement("claim_send", "UPDATE stripe_user SET parameters = $2, sent_at = $3 WHERE user_id = $1", [
      user.id,
      JSON.stringify(parameters),
      now(),
    ]);
  }
  const key = `customer-${installation}-${user.id}-${claim.generation}`;
  const customer = await writeOnce(key, deadline, (options) => stripe().customers.create(parameters, options));
  return linkCustomer(user.id, customer.id);
}

async function linkCustomer(userId: string, customerId: string): Promise<string> {
  const linked = await link(userId, customerId);
  if (!linked) throw stripeUnavailable(new Error(`The claim of user ${userId} vanished while it was completed.`));
  return linked;
}

/** If the webhook was quicker, its link is kept. */
async function link(userId: string, customerId: string): Promise<string | undefined> {
  const [row] = await statement<{ customer_id: string }>(
    "claim_link",
    "UPDATE stripe_user SET customer_id = COALESCE(customer_id, $2) WHERE user_id = $1 RETURNING customer_id",
    [userId, customerId],
  );
  return row?.customer_id;
}

/** Lists what was made since the key was first sent (lists are exact, search lags) and looks for our metadata in it. */
async function findAtStripe(user: User, claim: Claim, deadline: Deadline): Promise<string | null> {
  const installation = await installationId();
  const since = claim.sent_at ?? now();
  const email = claim.parameters ? claim.parameters.email : user.email;
  const clockDrift = 300;
  const made = stripe().customers.list(
    {
      limit: 100,
      created: { gte: Math.floor(since.getTime() / 1000) - clockDrift },
      ...(email && { email }),
    },
    deadline.options(),
  );
  for await (const customer of made) {
    const { metadata } = customer;
    const isTheirs = idInMetadata(metadata, "userId") === user.id;
    if (isTheirs && idInMetadata(metadata, "installationId") === installation) return customer.id;
  }
  return null;
}

async function nextGeneration(userId: string): Promise<Claim> {
  const [claim] = await statement<Claim>(
    "claim_next",
    `UPDATE stripe_user SET generation = generation + 1, parameters = NULL, sent_at = NULL WHERE user_id = $1
     RETURNING ${CLAIM}`,
    [userId],
  );
  if (!claim) throw new Error(`The claim of user ${userId} vanished.`);
  return claim;
}

async function forgetParameters(userId: string): Promise<void> {
  await statement("claim_forget", "UPDATE stripe_user SET parameters = NULL, sent_at = NULL WHERE user_id = $1", [
    userId,
  ]);
}
