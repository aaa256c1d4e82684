/** The offer and the evaluation decide by one rule: they agree on all that was there when the trial was offered. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { syncObject } from "@/lib/billing/mirror/sync";
import { evaluateTrials } from "@/lib/billing/trials/evaluate";
import { hashOfCard, hashOfEmail } from "@/lib/billing/trials/ledger";
import { trialFor } from "@/lib/billing/trials/offer";
import { inSeconds, now } from "@/lib/clock";
import { METADATA } from "@/lib/stripe/metadata";
import { startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let cardHash: string;
beforeAll(async () => {
  process.env.ONE_TRIAL_PER_CARD = "true";
  mirror = await startMirror();
  await mirror.sync();
  // Every subscription here is paid with the one card of test mode.
  const { card } = await mirror.stripe.paymentMethods.create({ type: "card", card: { token: "tok_visa" } });
  cardHash = hashOfCard(card?.fingerprint ?? "none");
});
afterAll(() => mirror?.stop());
beforeEach(() => write("TRUNCATE trial_ledger"));

const write = async (text: string, values: unknown[] = []) => {
  await mirror.database.pool.query(text, values);
};

type Buyer = Awaited<ReturnType<typeof mirror.customer>>;
const addressOf = ({ userId }: Buyer) => `${userId}@example.com`;
const before = () => inSeconds(now(), -3_600);
const later = () => inSeconds(now(), 60);

type Subscription = { user?: string; customer?: string; workspace?: string; status?: string; at?: Date };
async function subscription({ user, customer, workspace, status = "active", at = before() }: Subscription) {
  const id = `sub_${randomUUID()}`;
  await write(
    `INSERT INTO subscription (id, user_id, customer_id, workspace_id, status, created_at, metadata, as_of)
     VALUES ($1, $2, $3, $4, $5, $6, '{}', $6)`,
    [id, user, customer, workspace, status, at],
  );
  return id;
}

type Trial = { user?: string; workspace?: string; email?: string; card?: string; outcome?: string; at?: Date };
async function trial(
  { user, workspace, email, card, outcome = "first", at = before() }: Trial,
  id: string = randomUUID(),
) {
  await write(
    `INSERT INTO trial_ledger (subscription_id, user_id, workspace_id, email_hash, card_hash, outcome, started_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [id, user, workspace, email && hashOfEmail(email), card, outcome, at],
  );
}

/** As the checkout does when it offers one, and Stripe when it is paid. */
async function offerAndBuy(buyer: Buyer, workspaceId = buyer.workspaceId): Promise<string> {
  await write(
    `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state, created_at)
     VALUES ($1, $2, $3, $4, $5, true, '', '{}', 'complete', $6)`,
    [randomUUID(), workspaceId, buyer.userId, buyer.customerId, mirror.price.id, now()],
  );
  const { id } = await mirror.subscription(buyer, {
    trial_period_days: 7,
    metadata: { [METADATA.workspaceId]: workspaceId, [METADATA.userId]: buyer.userId },
  });
  await syncObject("subscription", id);
  return id;
}

async function evaluate(workspaceId: string, subscriptionId: string): Promise<string | undefined> {
  await evaluateTrials(workspaceId);
  const { rows } = await mirror.database.pool.query<{ outcome: string }>(
    "SELECT outcome FROM trial_ledger WHERE subscription_id = $1",
    [subscriptionId],
  );
  return rows[0]?.outcome;
}

/** What may be there before a trial is offered, and who had a plan then. */
const HAD: Record<string, { there: (buyer: Buyer) => Promise<unknown>; had: "user" | "workspace" | null }> = {
  nothing: { there: () => Promise.resolve(), had: null },
  "a plan of the user's in another workspace": {
    there: ({ userId }) => subscription({ user: userId, workspace: randomUUID() }),
    had: "user",
  },
  "a plan of the user's that has ended": {
    there: ({ userId }) => subscription({ user: userId, status: "canceled" }),
    had: "user",
  },
  "a plan of the user's that was never paid for": {
    there: ({ userId }) => subscription({ user: userId, status: "incomplete_expired" }),
    had: null,
  },
  "a subscription of the user's customer that names no user": {
    there: ({ customerId }) => subscription({ customer: customerId }),
    had: "user",
  },
  "a trial of the user's": { there: ({ userId }) => trial({ user: userId }), had: "user" },
  "a trial of the user's that is not evaluated yet": {
    there: ({ userId }) => trial({ user: userId, outcome: "open" }),
    had: "user",
  },
  "a trial of the user's that was refused": {
    there: ({ userId }) => trial({ user: userId, outcome: "refused" }),
    had: "user",
  },
  "a trial of the user's that an earlier release refused and billed": {
    there: ({ userId }) => trial({ user: userId, outcome: "second" }),
    had: "user",
  },
  "a plan of the workspace's that another user bought": {
    there: ({ workspaceId }) => subscription({ user: randomUUID(), workspace: workspaceId, status: "canceled" }),
    had: "workspace",
  },
  "a trial of the workspace's": { there: ({ workspaceId }) => trial({ workspace: workspaceId }), had: "workspace" },
  "a trial of the workspace's that is not evaluated yet": {
    there: ({ workspaceId }) => trial({ workspace: workspaceId, outcome: "open" }),
    had: "workspace",
  },
  "a trial under this address": { there: (buyer) => trial({ email: addressOf(buyer) }), had: "user" },
  "a trial under the address that only Stripe knows of this user": {
    async there({ userId, customerId }) {
      await write(`UPDATE "user" SET email = NULL WHERE id = $1`, [userId]);
      const email = `only.stripe.${userId}@example.com`;
      await mirror.stripe.customers.update(customerId, { email });
      await syncObject("customer", customerId);
      await trial({ email });
    },
    had: "user",
  },
  "a plan and a trial of others": {
    async there() {
      await subscription({ user: randomUUID(), workspace: randomUUID(), customer: "cus_of_others" });
      await trial({ user: randomUUID(), workspace: randomUUID(), email: "others@example.com", card: "other" });
    },
    had: null,
  },
};

describe("with this there before, both decide alike:", () => {
  test.each(Object.entries(HAD))("%s", async (_, { there, had }) => {
    const buyer = await mirror.customer();
    await there(buyer);
    expect(await trialFor(buyer.userId, buyer.workspaceId)).toEqual({ days: had ? null : 7, had });
    expect(await evaluate(buyer.workspaceId, await offerAndBuy(buyer))).toBe(had ? "refused" : "first");
  });

  const KINDS = {
    user: ({ userId }: Buyer) => subscription({ user: userId }),
    workspace: ({ workspaceId }: Buyer) => subscription({ workspace: workspaceId }),
    email: (buyer: Buyer) => trial({ email: addressOf(buyer) }),
    card: () => trial({ card: cardHash }),
  };
  const names = Object.keys(KINDS) as (keyof typeof KINDS)[];
  const subsets = Array.from({ length: 2 ** names.length }, (_, set) => names.filter((_, n) => set & (1 << n)));

  test.each(subsets.map((set) => [set.join(", ") || "none", set] as const))("had: %s", async (_, set) => {
    const buyer = await mirror.customer();
    for (const name of set) await KINDS[name](buyer);
    const known = set.filter((name) => name !== "card");
    expect((await trialFor(buyer.userId, buyer.workspaceId)).days).toBe(known.length > 0 ? null : 7);
    // The card is known only now.
    expect(await evaluate(buyer.workspaceId, await offerAndBuy(buyer))).toBe(set.length > 0 ? "refused" : "first");
  });
});

describe("a trial that was offered, with this since:", () => {
  const SINCE: Record<string, { since: (buyer: Buyer, own: string) => Promise<unknown>; outcome: string }> = {
    "a plan without a trial, of the user's": {
      since: ({ userId }) => subscription({ user: userId, at: later() }),
      outcome: "first",
    },
    "a plan without a trial, in the workspace": {
      since: ({ workspaceId }) => subscription({ workspace: workspaceId, at: later() }),
      outcome: "first",
    },
    "another trial, which is given": {
      since: ({ userId }) => trial({ user: userId, at: later() }),
      outcome: "refused",
    },
    "another trial under this address, which is given": {
      since: (buyer) => trial({ email: addressOf(buyer), at: later() }),
      outcome: "refused",
    },
    "another trial, which is refused": {
      since: ({ userId }) => trial({ user: userId, outcome: "refused", at: later() }),
      outcome: "first",
    },
    "another trial, which is not evaluated yet": {
      since: ({ userId }) => trial({ user: userId, outcome: "open", at: later() }),
      outcome: "first",
    },
    "the trial of its duplicate": {
      async since({ userId, workspaceId }, own) {
        const id = `sub_${randomUUID()}`;
        await trial({ user: userId, at: later() }, id);
        await write(
          "INSERT INTO duplicate_subscription (subscription_id, workspace_id, kept_id, found_at) VALUES ($1, $2, $3, now())",
          [id, workspaceId, own],
        );
      },
      outcome: "first",
    },
  };

  test.each(Object.entries(SINCE))("%s", async (_, { since, outcome }) => {
    const buyer = await mirror.customer();
    const own = await offerAndBuy(buyer);
    await since(buyer, own);
    expect(await evaluate(buyer.workspaceId, own)).toBe(outcome);
  });
});

test.each([
  ["earlier", 0],
  ["later", 1],
])("of two trials that were both offered, the %s evaluated first, exactly one is given", async (_, first) => {
  const buyer = await mirror.customer();
  const workspaces = [buyer.workspaceId, (await mirror.user()).workspaceId] as const;
  const own: [string, string] = [await offerAndBuy(buyer), ""];
  // The first one began well before the second one was offered, by what Stripe says only now.
  await write("UPDATE subscription SET created_at = $2 WHERE id = $1", [own[0], before()]);
  await write("UPDATE trial_ledger SET started_at = $2 WHERE subscription_id = $1", [own[0], before()]);
  await write("UPDATE checkout_session SET created_at = $2 WHERE workspace_id = $1", [
    workspaces[0],
    inSeconds(before(), -60),
  ]);
  own[1] = await offerAndBuy(buyer, workspaces[1]);
  const outcomes = ["", ""];
  for (const n of first === 0 ? [0, 1] : [1, 0])
    outcomes[n] = (await evaluate(workspaces[n] ?? "", own[n] ?? "")) ?? "";
  expect(outcomes).toEqual(["first", "refused"]);
});
