/** Checkouts on our own page, in this process: the same order and the same rules, with a secret instead of an address. */
import { type CheckoutOptions, createCheckout } from "@/lib/billing/checkout/create";
import type { CheckoutUi } from "@/lib/billing/checkout/parameters";
import type { User } from "@/lib/billing/user";
import { env } from "@/lib/env";
import { callsToStripe } from "./billing";
import { makeAtStripe } from "./catalogs/at-stripe";
import { everything } from "./catalogs/everything";
import { startMirror } from "./mirror";

export type Inside = Awaited<ReturnType<typeof startInside>>;
export type Owner = { user: User; workspaceId: string };

export const EXPIRE = "POST /v1/checkout/sessions/…/expire";
export const CREATE = "POST /v1/checkout/sessions";

/** Prices of each kind. */
export const ORDERS: [key: string, CheckoutOptions][] = [
  ["solo_month", {}],
  ["team_year", { currency: "eur" }],
  ["studio_year", { quantity: 12 }],
  ["build_month", {}],
  ["calls_month", {}],
  ["free_month", {}],
];

/** One per test file. */
export async function startInside() {
  Object.assign(process.env, { CHECKOUT_UI: "embedded", STRIPE_PUBLISHABLE_KEY: "pk_test_123" });
  const mirror = await startMirror();
  const made = await makeAtStripe(mirror.stripe, everything);
  await mirror.sync();
  const join = (userId: string, workspaceId: string) =>
    mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
      userId,
      workspaceId,
    ]);
  return {
    mirror,
    join,
    setting: (ui: CheckoutUi) => Object.assign(env(), { CHECKOUT_UI: ui }),
    /** Somebody new. @param ofWorkspace another one's, instead of their own */
    async owner(ofWorkspace?: string) {
      const { userId, workspaceId: own } = await mirror.user();
      const workspaceId = ofWorkspace ?? own;
      await join(userId, workspaceId);
      return { user: { id: userId, name: "Ada", email: `${userId}@example.com` }, workspaceId };
    },
    begin: ({ user, workspaceId }: Owner, key: string, options: CheckoutOptions = {}) =>
      createCheckout(user, made.prices[key] ?? key, workspaceId, options),
    sessionOf: (id: string) => mirror.stripe.checkout.sessions.retrieve(id),
    /** The calls that the work makes, as `METHOD /path`, an id in it as `…`. */
    async callsOf(work: () => Promise<unknown>): Promise<string[]> {
      await mirror.localStripe.clearRequests();
      await work();
      return (await callsToStripe(mirror)).map((call) => call.replace(/cs_\w+/, "…"));
    },
  };
}

/** The code of the refusal, or "done". */
export const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { code?: string }) => error.code,
  );
