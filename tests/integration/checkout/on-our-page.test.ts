/** A checkout on our own page has a secret instead of an address; what holds of one on Stripe's page holds of it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { confirmCheckout } from "@/lib/billing/checkout/confirmation";
import { fetchCheckout } from "@/lib/billing/checkout/open-checkout";
import { readChanges } from "@/lib/billing/schedules/read";
import { inSeconds, now, setClock } from "@/lib/clock";
import { pay } from "../../support/billing";
import { codeOf, CREATE, EXPIRE, type Inside, ORDERS, type Owner, startInside } from "../../support/checkout-inside";

const BASE = "http://localhost:3000";

let inside: Inside;
let mirror: Inside["mirror"];
let owner: Inside["owner"];
let begin: Inside["begin"];
let sessionOf: Inside["sessionOf"];
let callsOf: Inside["callsOf"];
beforeAll(async () => {
  inside = await startInside();
  ({ mirror, owner, begin, sessionOf, callsOf } = inside);
});
afterAll(() => mirror?.stop());
afterEach(() => {
  setClock(null);
  inside.setting("embedded");
});

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
      inside.setting(before);
      const first = await begin(ada, "solo_month");
      inside.setting(before === "hosted" ? "embedded" : "hosted");
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

describe("many at once", () => {
  const begunBy = async ({ id }: Owner["user"], state = "open") => {
    const text = "SELECT stripe_session_id AS id, with_trial FROM checkout_session WHERE user_id = $1 AND state = $2";
    return (await mirror.database.pool.query<{ id: string; with_trial: boolean }>(text, [id, state])).rows;
  };
  const insist = async (work: () => Promise<unknown>): Promise<unknown> => {
    for (;;)
      try {
        return await work();
      } catch (error) {
        if ((error as { code?: string }).code !== "checkout_in_progress") throw error;
      }
  };
  const atOnce = (count: number, one: (index: number) => Promise<unknown>) =>
    Promise.all(Array.from({ length: count }, (_, index) => insist(() => one(index))));

  test("first checkouts make one customer, one session and equal answers", async () => {
    const ada = await owner();
    let answers: unknown[] = [];
    const calls = await callsOf(async () => (answers = await atOnce(50, () => begin(ada, "solo_month"))));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(calls.filter((call) => call.startsWith("POST"))).toEqual(["POST /v1/customers", CREATE]);
  });

  test("checkouts in two workspaces, on both pages, leave one open, with the one trial offer", async () => {
    const ada = await owner();
    const other = { ...(await owner()), user: ada.user };
    await inside.join(ada.user.id, other.workspaceId);
    await atOnce(12, (index) =>
      begin(index % 2 ? ada : other, "solo_month", { ui: index % 3 === 0 ? "hosted" : undefined }),
    );
    const open = await begunBy(ada.user);
    expect(open).toMatchObject([{ with_trial: true }]);
    for (const { id } of await begunBy(ada.user, "expired")) expect((await sessionOf(id)).status).toBe("expired");
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
