/** Where Stripe's form can't be shown within our page, the same order is paid on Stripe's. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { confirmCheckout } from "@/lib/billing/checkout/confirmation";
import { hostedInstead } from "@/lib/billing/checkout/hosted-instead";
import { fetchCheckout } from "@/lib/billing/checkout/open-checkout";
import { takeOver } from "@/lib/billing/hand-over/take-over";
import { pay } from "../../support/billing";
import { codeOf, CREATE, EXPIRE, type Inside, ORDERS, startInside } from "../../support/checkout-inside";

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

  test("is made for who began it alone, and not for another owner of the workspace", async () => {
    const ada = await owner();
    const { session_id: first } = await begin(ada, "solo_month");
    const bob = await owner(ada.workspaceId);
    expect(await codeOf(hostedInstead(bob.user, first))).toBe("not_found");
    expect(await fetchCheckout(bob.user, first)).toBeNull();
    expect((await sessionOf(first)).status).toBe("open");
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
