/** A checkout on our own page: the same order and the same rules, with a secret instead of an address. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { confirmCheckout } from "@/lib/billing/checkout/confirmation";
import { type CheckoutOptions, createCheckout } from "@/lib/billing/checkout/create";
import { fetchCheckout } from "@/lib/billing/checkout/open-checkout";
import { hostedInstead } from "@/lib/billing/checkout/hosted-instead";
import type { CheckoutUi } from "@/lib/billing/checkout/parameters";
import { takeOver } from "@/lib/billing/hand-over/take-over";
import { readChanges } from "@/lib/billing/schedules/read";
import { inSeconds, now, setClock } from "@/lib/clock";
import { env } from "@/lib/env";
import { callsToStripe, pay } from "../../support/billing";
import { type AtStripe, makeAtStripe } from "../../support/catalogs/at-stripe";
import { everything } from "../../support/catalogs/everything";
import { startMirror } from "../../support/mirror";

const BASE = "http://localhost:3000";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let made: AtStripe;
beforeAll(async () => {
  Object.assign(process.env, { CHECKOUT_UI: "embedded", STRIPE_PUBLISHABLE_KEY: "pk_test_123" });
  mirror = await startMirror();
  made = await makeAtStripe(mirror.stripe, everything);
  await mirror.sync();
});
afterAll(() => mirror?.stop());
afterEach(() => {
  setClock(null);
  setting("embedded");
});

const setting = (ui: CheckoutUi) => Object.assign(env(), { CHECKOUT_UI: ui });

async function owner(ofWorkspace?: string) {
  const { userId, workspaceId: own } = await mirror.user();
  const workspaceId = ofWorkspace ?? own;
  const text = "INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')";
  await mirror.database.pool.query(text, [userId, workspaceId]);
  return { user: { id: userId, name: "Ada", email: `${userId}@example.com` }, workspaceId };
}
type Owner = Awaited<ReturnType<typeof owner>>;

const begin = ({ user, workspaceId }: Owner, key: string, options: CheckoutOptions = {}) =>
  createCheckout(user, made.prices[key] ?? key, workspaceId, options);

const sessionOf = (id: string) => mirror.stripe.checkout.sessions.retrieve(id);

/** What must not differ between the two pages. */
async function orderOf(id: string) {
  const { currency, amount_total, payment_method_collection, metadata, customer } = await sessionOf(id);
  const { data } = await mirror.stripe.checkout.sessions.listLineItems(id);
  const lines = data.map(({ price, quantity }) => `${price?.lookup_key} × ${quantity}`).toSorted();
  const { rows } = await mirror.database.pool.query(
    "SELECT with_trial, parameters->'subscription_data'->'billing_cycle_anchor' AS anchor FROM checkout_session WHERE stripe_session_id = $1",
    [id],
  );
  return { currency, amount_total, payment_method_collection, metadata, customer, lines, ...rows[0] };
}

/** The calls that the work makes, as `METHOD /path`, an id in it as `…`. */
async function callsOf(work: () => Promise<unknown>): Promise<string[]> {
  await mirror.localStripe.clearRequests();
  await work();
  return (await callsToStripe(mirror)).map((call) => call.replace(/cs_\w+/, "…"));
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { code?: string }) => error.code,
  );

const EXPIRE = "POST /v1/checkout/sessions/…/expire";
const CREATE = "POST /v1/checkout/sessions";

describe("the session", () => {
  test("has a secret and no address, and returns to the page of the payment", async () => {
    const ada = await owner();
    const answer = await begin(ada, "solo_month");
    const session = await sessionOf(answer.session_id);
    expect(answer).toEqual({ session_id: session.id, client_secret: session.client_secret, url: null });
    expect(session).toMatchObject({
      ui_mode: "embedded_page",
      return_url: `${BASE}/payment?session={CHECKOUT_SESSION_ID}`,
      success_url: null,
      cancel_url: null,
    });
    expect(await callsOf(async () => expect(await begin(ada, "solo_month")).toEqual(answer))).toHaveLength(1);
  });

  test("is the same that was made, where Stripe's answer was lost", async () => {
    const ada = await owner();
    await mirror.localStripe.fault({ path: "^/v1/checkout/sessions$", kind: "lose_response", times: 2 });
    expect(await codeOf(begin(ada, "solo_month"))).toBe("stripe_unavailable");
    const { session_id } = await begin(ada, "solo_month");
    const { data } = await mirror.stripe.checkout.sessions.list({ limit: 1 });
    expect(data.map(({ id }) => id)).toEqual([session_id]);
  });

  test.each(["hosted", "embedded"] as const)(
    "that began before the setting changed stays what it was until it is asked for again (%s)",
    async (before) => {
      const ada = await owner();
      setting(before);
      const first = await begin(ada, "solo_month");
      setting(before === "hosted" ? "embedded" : "hosted");
      const url = first.url ?? `/checkout?session=${first.session_id}`;
      const { checkout } = await readChanges(ada.workspaceId, { userId: ada.user.id, done: null });
      expect(checkout?.url).toBe(url);
      expect(await confirmCheckout(ada.user, first.session_id)).toMatchObject({ state: "open", url });
      const shown = await fetchCheckout(ada.user, first.session_id);
      expect(before === "hosted" ? shown?.url : shown?.clientSecret).toBeTruthy();
      expect(await callsOf(() => begin(ada, "solo_month"))).toEqual([EXPIRE, CREATE]);
      expect((await sessionOf(first.session_id)).status).toBe("expired");
    },
  );
});

const ORDERS: [string, CheckoutOptions][] = [
  ["solo_month", {}],
  ["team_year", { currency: "eur" }],
  ["studio_year", { quantity: 12 }],
  ["build_month", {}],
  ["calls_month", {}],
  ["free_month", {}],
];

describe("on Stripe's page instead", () => {
  test.each(ORDERS)("%s is the same order, by one call to expire and one to make it", async (key, options) => {
    const ada = await owner();
    const { session_id: first } = await begin(ada, key, options);
    let hosted: Awaited<ReturnType<typeof hostedInstead>> | undefined;
    expect(await callsOf(async () => (hosted = await hostedInstead(ada.user, first)))).toEqual([EXPIRE, CREATE]);
    expect(hosted?.url).toBe((await sessionOf(hosted?.session_id ?? "")).url);
    expect(await orderOf(hosted?.session_id ?? "")).toEqual(await orderOf(first));
    expect((await sessionOf(first)).status).toBe("expired");
    // Asked again, with the one that was replaced or the one that took its place.
    for (const id of [first, hosted?.session_id ?? ""]) expect(await hostedInstead(ada.user, id)).toEqual(hosted);
  });

  test("is one, however often it is asked for at once", async () => {
    const ada = await owner();
    const { session_id: first } = await begin(ada, "solo_month");
    const answers: unknown[] = [];
    const calls = await callsOf(async () =>
      answers.push(...(await Promise.all(Array.from({ length: 20 }, () => hostedInstead(ada.user, first))))),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(calls.filter((call) => call === EXPIRE)).toHaveLength(1);
    expect(calls.filter((call) => call === CREATE)).toHaveLength(1);
  });

  test("is made by the next try, where the one before was cut off between its two calls", async () => {
    const ada = await owner();
    const { session_id: first } = await begin(ada, "solo_month");
    const { with_trial } = await orderOf(first);
    await mirror.localStripe.fault({ path: "^/v1/checkout/sessions$", kind: "lose_response", times: 2 });
    expect(await codeOf(hostedInstead(ada.user, first))).toBe("stripe_unavailable");
    const hosted = await hostedInstead(ada.user, first);
    expect(hosted.url).toContain(mirror.localStripe.url);
    expect((await orderOf(hosted.session_id)).with_trial).toBe(with_trial);
    const { data } = await mirror.stripe.checkout.sessions.list({ limit: 2 });
    expect(data.map(({ id }) => id)).toEqual([hosted.session_id, first]);
  });

  test("isn't made of what is paid, also while that is unknown here: the page says so", async () => {
    const ada = await owner();
    const { session_id: first } = await begin(ada, "solo_month");
    await pay(mirror, first);
    const paid = { session_id: first, url: `${BASE}/payment?session=${first}` };
    expect(await hostedInstead(ada.user, first)).toEqual(paid);
    expect(await confirmCheckout(ada.user, first)).toMatchObject({ state: "confirmed" });
    expect(await hostedInstead(ada.user, first)).toEqual(paid);
  });

  test("isn't made of what another choice has replaced, which stays open", async () => {
    const ada = await owner();
    const { session_id: first } = await begin(ada, "solo_month");
    const { session_id: second } = await begin(ada, "solo_year", { ui: "hosted" });
    expect(await hostedInstead(ada.user, first)).toMatchObject({ url: `${BASE}/payment?session=${first}` });
    expect((await sessionOf(second)).status).toBe("open");
    const [five, twelve] = [5, 12].map((quantity) => ({ quantity }));
    const bob = await owner();
    const { session_id: small } = await begin(bob, "studio_year", five);
    const { session_id: big } = await begin(bob, "studio_year", twelve);
    await hostedInstead(bob.user, small);
    expect((await sessionOf(big)).status).toBe("open");
  });

  test("is made also where the try before was cut off once the first one was expired", async () => {
    const ada = await owner();
    const { session_id: first } = await begin(ada, "solo_month");
    await mirror.stripe.checkout.sessions.expire(first);
    await confirmCheckout(ada.user, first);
    expect((await hostedInstead(ada.user, first)).url).toContain(mirror.localStripe.url);
  });

  test("continues a plan that is taken over at the same moment", async () => {
    const ada = await owner();
    const { session_id } = await begin(ada, "studio_month", { quantity: 7 });
    const { subscription } = await pay(mirror, session_id);
    await confirmCheckout(ada.user, session_id);
    await mirror.sync({ skipPendingWork: true });
    const bob = await owner(ada.workspaceId);
    const left = "DELETE FROM membership WHERE workspace_id = $1 AND user_id = $2";
    await mirror.database.pool.query(left, [ada.workspaceId, ada.user.id]);
    const { session_id: first, url } = await takeOver(bob.user, ada.workspaceId, String(subscription));
    expect(url).toBeNull();
    const hosted = await hostedInstead(bob.user, first);
    const order = await orderOf(hosted.session_id);
    expect(order).toEqual(await orderOf(first));
    expect(order).toMatchObject({ lines: ["studio_month × 7"], anchor: expect.any(Number) });
    const handOvers =
      "SELECT checkout_id FROM hand_over h JOIN checkout_session c ON c.id = h.checkout_id WHERE c.state = 'open'";
    expect((await mirror.database.pool.query(handOvers)).rows).toHaveLength(1);
  });
});

test("what our page says is paid today is what Stripe's form says", async () => {
  for (const [key, options] of ORDERS) {
    const ada = await owner();
    const { session_id: id } = await begin(ada, key, options);
    const shown = await fetchCheckout(ada.user, id);
    const { amount_total, currency } = await sessionOf(id);
    expect(shown?.order.price?.currency, key).toBe(currency);
    if (key !== "calls_month") expect(shown?.order.amounts?.todayMinor, key).toBe(amount_total);
    expect(shown?.order.firstPaymentAt !== null, key).toBe(shown?.order.isTrial);
  }
});

describe("our page asks Stripe", () => {
  test("only where its last answer is old: what was paid or expired meanwhile is over", async () => {
    for (const end of ["paid", "expired"]) {
      const ada = await owner();
      const { session_id: id } = await begin(ada, "solo_month");
      const look = () => fetchCheckout(ada.user, id);
      expect(await callsOf(look)).toEqual([]);
      await (end === "paid" ? pay(mirror, id) : mirror.stripe.checkout.sessions.expire(id));
      setClock(inSeconds(now(), 11));
      expect(await look()).toBeNull();
      setClock(null);
    }
  });

  test("and stays as it was while Stripe can't be asked, until the session's time is up", async () => {
    const ada = await owner();
    const { session_id: id } = await begin(ada, "solo_month");
    const fault = { method: "GET", path: "/v1/checkout/sessions", kind: "status", status: 500, times: 99 } as const;
    await mirror.localStripe.fault(fault);
    setClock(inSeconds(now(), 11));
    expect(await fetchCheckout(ada.user, id)).not.toBeNull();
    setClock(inSeconds(now(), 86_401));
    expect(await fetchCheckout(ada.user, id)).toBeNull();
    await mirror.localStripe.clearFaults();
  });
});
