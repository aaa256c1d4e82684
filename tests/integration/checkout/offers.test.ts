/** Hidden prices: sold to the workspaces that an operator offered them to, and to nobody else. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { expireArchived } from "@/lib/billing/checkout/archived";
import { confirmCheckout } from "@/lib/billing/checkout/confirmation";
import { createCheckout } from "@/lib/billing/checkout/create";
import { syncObject } from "@/lib/billing/mirror/sync";
import { addOffer, listOffers, listStandingOffers, revokeOffer } from "@/lib/billing/offers/offers";
import { shownOffers } from "@/lib/billing/offers/shown";
import { getWorkspaceHistory } from "@/lib/billing/operator/timeline";
import { previewPlanChange } from "@/lib/billing/portal/plan-change";
import { inSeconds, now, setClock } from "@/lib/clock";
import { pay } from "../../support/billing";
import { type AtStripe, makeAtStripe } from "../../support/catalogs/at-stripe";
import { everything } from "../../support/catalogs/everything";
import { startMirror } from "../../support/mirror";

const DAY_SECONDS = 86_400;

let mirror: Awaited<ReturnType<typeof startMirror>>;
let made: AtStripe;
let hidden: string;
beforeAll(async () => {
  process.env.NEW_USER_FREE_TRIAL_DAYS = "None";
  mirror = await startMirror();
  made = await makeAtStripe(mirror.stripe, everything);
  hidden = made.prices.build_month_negotiated ?? "";
  await mirror.sync();
});
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

async function owner() {
  const { userId, workspaceId } = await mirror.user();
  await mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
    userId,
    workspaceId,
  ]);
  return { user: { id: userId, name: "Ada", email: `${userId}@example.com` }, workspaceId };
}
type Owner = Awaited<ReturnType<typeof owner>>;

const offer = async (
  { workspaceId }: Owner,
  until = inSeconds(now(), 7 * DAY_SECONDS),
  price = "build_month_negotiated",
) => {
  const added = await addOffer({ workspaceId, until, offeredBy: "grace" }, price);
  if (!added) throw new Error("The workspace is not there.");
  return added;
};

const buy = ({ user, workspaceId }: Owner, price = hidden) => createCheckout(user, price, workspaceId);
const change = ({ user, workspaceId }: Owner, price = hidden) => previewPlanChange(user, workspaceId, price);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { code?: string }) => error.code,
  );
const sessionOf = (id: string) => mirror.stripe.checkout.sessions.retrieve(id);
const statusOf = async (id: string) => (await sessionOf(id)).status;

test("hidden usage comes with the hidden price beside it, as in a plan by contract, and not with the price for everyone", async () => {
  const [meter] = (await mirror.stripe.billing.meters.list()).data;
  const metered = { interval: "year", usage_type: "metered", meter: meter?.id ?? "" } as const;
  const usage = await mirror.stripe.prices.create({
    product: made.products.build ?? "",
    currency: "usd",
    unit_amount: 2,
    recurring: metered,
    metadata: { companion: "true", hidden: "true" },
  });
  const [contract, listed] = await Promise.all(
    ["true", ""].map((isHidden) =>
      mirror.stripe.prices.create({
        product: made.products.build ?? "",
        currency: "usd",
        unit_amount: 40_000,
        recurring: { interval: "year" },
        metadata: { hidden: isHidden },
      }),
    ),
  );
  await mirror.sync();
  const [ada, bob] = [await owner(), await owner()];
  await offer(ada, undefined, contract?.id);
  const soldTo = async (buyer: Owner, price = "") => {
    const { session_id } = await buy(buyer, price);
    const { data } = await mirror.stripe.checkout.sessions.listLineItems(session_id);
    return data.map((line) => line.price?.id).toSorted();
  };
  expect(await soldTo(ada, contract?.id)).toEqual([contract?.id, usage.id].toSorted());
  expect(await soldTo(bob, listed?.id)).toEqual([listed?.id]);
  await Promise.all(
    [usage, contract, listed].map((one) => mirror.stripe.prices.update(one?.id ?? "", { active: false })),
  );
  await mirror.sync();
});

describe("a hidden price", () => {
  test("is bought by the workspace that it was offered to, with the plan's usage, and by no other", async () => {
    const [ada, bob] = [await owner(), await owner()];
    const { id, until } = await offer(ada);
    expect(await codeOf(buy(bob))).toBe("price_not_available");
    const { session_id } = await buy(ada);
    const { data } = await mirror.stripe.checkout.sessions.listLineItems(session_id);
    expect(data.map(({ price }) => price?.lookup_key).toSorted()).toEqual([
      "build_calls_month",
      "build_month_negotiated",
      "build_storage_month",
    ]);
    expect(await shownOffers(ada.user.id, ada.workspaceId)).toEqual([
      expect.objectContaining({
        priceId: hidden,
        planName: "Build",
        until,
        price: expect.objectContaining({ unitAmountMinor: 3_900, currency: "usd" }),
        seats: null,
        hasUsage: true,
        feeMinor: null,
        isChange: false,
      }),
    ]);
    expect(await shownOffers(bob.user.id, bob.workspaceId)).toEqual([]);
    await pay(mirror, session_id);
    expect(await confirmCheckout(ada.user, session_id)).toMatchObject({ state: "confirmed", hasUsage: true });
    // What it has is no offer any more. Its history says who made it.
    expect(await shownOffers(ada.user.id, ada.workspaceId)).toEqual([]);
    const history = await getWorkspaceHistory(ada.workspaceId);
    expect(history?.entries.flatMap(({ sentences }) => sentences).join(" ")).toContain(
      "grace offered Build ($39 per month) until",
    );
    expect((await listOffers(ada.workspaceId)).map((one) => one.id)).toEqual([id]);
    expect((await listStandingOffers()).map((one) => one.id)).toContain(id);
  });

  test("can be changed to by the workspace that it was offered to, and by no other", async () => {
    const [ada, bob] = [await owner(), await owner()];
    for (const one of [ada, bob]) {
      const { session_id } = await buy(one, made.prices.solo_month);
      await pay(mirror, session_id);
      await confirmCheckout(one.user, session_id);
    }
    await offer(ada);
    expect(await codeOf(change(bob))).toBe("price_not_available");
    expect(await codeOf(change(ada))).not.toBe("price_not_available");
    expect((await shownOffers(ada.user.id, ada.workspaceId)).map(({ isChange }) => isChange)).toEqual([true]);
    expect(await codeOf(buy(ada))).toBe("plan_change_required");
  });

  test("is a purchase where the other plan, of another payer, gives nothing any more", async () => {
    const [ada, bob] = [await owner(), await owner()];
    const { session_id } = await buy(bob, made.prices.solo_month);
    await pay(mirror, session_id);
    await confirmCheckout(bob.user, session_id);
    const query = mirror.database.pool.query.bind(mirror.database.pool);
    await query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
      ada.user.id,
      bob.workspaceId,
    ]);
    await offer(bob);
    const isChange = async () => (await shownOffers(ada.user.id, bob.workspaceId)).map((one) => one.isChange);
    expect(await isChange()).toEqual([true]);
    await query("UPDATE subscription SET status = 'unpaid' WHERE workspace_id = $1", [bob.workspaceId]);
    expect(await isChange()).toEqual([false]);
    expect((await shownOffers(bob.user.id, bob.workspaceId)).map((one) => one.isChange)).toEqual([true]);
  });

  test("of chosen seats is offered with the number of members, at least", async () => {
    const ada = await owner();
    await offer(ada, undefined, made.prices.enterprise_year);
    expect(await shownOffers(ada.user.id, ada.workspaceId)).toMatchObject([
      { planName: "Enterprise", seats: { least: 1, most: null }, perSeat: true },
    ]);
  });

  test.each<[string, () => string, string]>([
    ["that everybody may buy", () => "build_month", "no hidden price on sale"],
    ["that is archived", () => "classic_month", "There is no price"],
    ["that is metered beside another", () => made.prices.build_calls_month ?? "", "no hidden price on sale"],
    ["that nobody knows", () => "price_of_nobody", "There is no price price_of_nobody here"],
  ])("can't be one %s", async (_, price, why) => {
    await expect(offer(await owner(), undefined, price())).rejects.toThrow(why);
  });

  test("is offered to no workspace that is not there", async () => {
    const until = inSeconds(now(), DAY_SECONDS);
    const nobody = "0b0e4d0c-53a1-4f0b-9a0e-2f7f5c1d7a11";
    expect(await addOffer({ workspaceId: nobody, until, offeredBy: "grace" }, hidden)).toBeNull();
  });
});

describe("an offer that is over", () => {
  test("by revoking ends the checkout that it began, and the price is not available", async () => {
    const [ada, bob] = [await owner(), await owner()];
    const { id } = await offer(ada);
    await offer(bob);
    const [hers, his] = [await buy(ada), await buy(bob)];
    await revokeOffer(id, "alan");
    expect([await statusOf(hers.session_id), await statusOf(his.session_id)]).toEqual(["expired", "open"]);
    expect(await codeOf(buy(ada))).toBe("price_not_available");
    expect(await shownOffers(ada.user.id, ada.workspaceId)).toEqual([]);
    // Again is as once, so that a command that Stripe didn't answer can be repeated.
    expect(await revokeOffer(id, "somebody else")).toMatchObject({ revokedBy: "alan" });
    const history = await getWorkspaceHistory(ada.workspaceId);
    expect(history?.entries[0]?.sentences).toEqual(["The offer of Build ($39 per month) was revoked by alan."]);
  });

  test("by time ends its checkout: Stripe's own page ends with it, and stripe:sync ends what is left", async () => {
    const ada = await owner();
    const until = inSeconds(now(), 2 * 3_600);
    await offer(ada, until);
    const { session_id } = await buy(ada);
    expect((await sessionOf(session_id)).expires_at).toBe(Math.floor(until.getTime() / 1000));
    setClock(inSeconds(until, -1));
    expect(await codeOf(buy(ada))).toBe("done");
    setClock(until);
    expect(await codeOf(buy(ada))).toBe("price_not_available");
    await expireArchived(() => false);
    expect(await statusOf(session_id)).toBe("expired");
    const history = await getWorkspaceHistory(ada.workspaceId);
    expect(history?.entries[0]?.sentences).toEqual(["The offer of Build ($39 per month) ran out."]);
  });

  test("soon leaves the time that Stripe wants for a payment", async () => {
    const ada = await owner();
    await offer(ada, inSeconds(now(), 60));
    const left = ((await sessionOf((await buy(ada)).session_id)).expires_at - Date.now() / 1000) / 60;
    expect(left).toBeGreaterThan(29);
    expect(left).toBeLessThan(32);
  });

  test("is none while another one stands", async () => {
    const ada = await owner();
    const [first] = [await offer(ada), await offer(ada)];
    const { session_id } = await buy(ada);
    await revokeOffer(first.id, "alan");
    expect(await statusOf(session_id)).toBe("open");
    expect(await codeOf(buy(ada))).toBe("done");
  });
});

test("a price that becomes hidden ends the checkouts of all that it is not offered to", async () => {
  const [ada, bob] = [await owner(), await owner()];
  const price = made.prices.phone_month ?? "";
  const [hers, his] = [await buy(ada, price), await buy(bob, price)];
  await mirror.stripe.prices.update(price, { metadata: { hidden: "true" } });
  await syncObject("price", price);
  await offer(bob, undefined, price);
  await expireArchived(() => false, { priceId: price });
  expect([await statusOf(hers.session_id), await statusOf(his.session_id)]).toEqual(["expired", "open"]);
});
