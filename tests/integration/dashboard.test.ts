import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  allDelivered,
  callsToStripe,
  falsify,
  known,
  newWorkspace,
  priceOf,
  rowOf,
  sell,
  setRole,
  subscribe,
  userIdOf,
  workspaceOf,
} from "../support/billing";
import { type OnClock, pass, payInVain, subscribeOnClock } from "../support/people-on-clocks";
import { alertOf, pageOf, plain } from "../support/forms";
import { newPerson, type Person, until, type AppClient, type TestApp } from "../support/integration";
import { type OnWire, startAppOnWire } from "../support/on-wire";

let onWire: OnWire;
let app: TestApp;
beforeAll(async () => {
  onWire = await startAppOnWire();
  ({ app } = onWire);
});
afterAll(() => onWire?.stop());

const dashboardOf = (workspaceId?: string) => (workspaceId ? `/dashboard?workspace=${workspaceId}` : "/dashboard");
/** As it is read: a day stands in the middle of its sentence. */
const read = (html: string) => plain(html.replaceAll(/<\/?time[^>]*>/g, ""));
const textOf = async (client: AppClient, workspaceId?: string) =>
  read((await pageOf(client, dashboardOf(workspaceId))).html);
const DAY = String.raw`\w+ \d+, \d{4}`;

test("it costs three statements at the most and no call to Stripe, whatever there is to show", async () => {
  const client = await app.signUp();
  const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  await newWorkspace(app, { [client.person.email]: "member" });
  const [nobody, small] = [await app.signUp(), await app.signUp()];
  await subscribe(app, small, await priceOf(app, "starter_month"));
  // What an event leaves to be done may run beside a visit, and adds to what is counted, so the least of three tells.
  const costOf = async (who: AppClient, path: string) =>
    Math.min(await costOnce(who, path), await costOnce(who, path), await costOnce(who, path));
  const costOnce = async (who: AppClient, path: string) => {
    await pageOf(who, path); // opens connections
    await allDelivered(app);
    const count = onWire.wire.stopAt({ nth: Infinity, side: "before", named: /^/ });
    const { status } = await pageOf(who, path);
    count.release();
    expect([path, status]).toEqual([path, 200]);
    expect(await callsToStripe(app)).toEqual([]);
    return count.seen();
  };
  expect(await costOf(client, dashboardOf())).toBeLessThanOrEqual(3);
  expect(await costOf(client, dashboardOf(workspaceId))).toBeLessThanOrEqual(3);
  expect(await costOf(nobody, dashboardOf())).toBeLessThanOrEqual(3);
  expect(await costOf(small, dashboardOf())).toBeLessThanOrEqual(3);
  await app.stripe.subscriptions.cancel(subscriptionId);
  await known(app, subscriptionId);
  expect(await costOf(client, dashboardOf(workspaceId))).toBeLessThanOrEqual(3);
});

test("invoices of one second are in order of their numbers, on the page and in the file; without one it says when the first comes", async () => {
  const client = await app.signUp();
  const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  await allDelivered(app);
  const { rows } = await app.database.pool.query<{ customer_id: string }>(
    "SELECT customer_id FROM subscription WHERE id = $1",
    [subscriptionId],
  );
  await falsify(app, "DELETE FROM invoice WHERE subscription_id = $1", [subscriptionId]);
  expect(await textOf(client, workspaceId)).toMatch(new RegExp(`No invoices yet\\. Your first one comes on ${DAY}\\.`));
  const numbers = ["RIGHT-9", "RIGHT-11", "RIGHT-10"];
  await falsify(
    app,
    `INSERT INTO invoice (id, customer_id, subscription_id, number, status, currency, total_minor, created_at, as_of)
     SELECT 'in_' || gen_random_uuid(), $1, $2, n, 'paid', 'usd', 2900, '2026-11-20T10:00:00Z', now() FROM unnest($3::text[]) n`,
    [rows[0]?.customer_id, subscriptionId, numbers],
  );
  const csv = await (await client.raw(`/api/subscriptions/invoices-csv/?workspace_id=${workspaceId}`)).text();
  for (const text of [await textOf(client, workspaceId), csv])
    expect(text.match(/RIGHT-\d+/g)).toEqual(["RIGHT-11", "RIGHT-10", "RIGHT-9"]);
});

describe("what comes next and what it costs", () => {
  test("from the trial to its end: the amount, the day and the card; a credit is told", async () => {
    const client = await app.signUp();
    const bought = await subscribeOnClock(app, client, await priceOf(app, "pro_month"));
    expect(await textOf(client)).toMatch(
      new RegExp(`Free until ${DAY}\\. Then \\$29 per month unless you cancel first\\.`),
    );
    expect(await textOf(client)).toMatch(new RegExp(`Next payment \\$29\\.00 on ${DAY} Payment method`));
    expect(await textOf(client)).toMatch(/Payment method Visa ending in 4242, expires \d\d\/\d{4}/);
    await app.stripe.customers.update(bought.customerId, { balance: -1_200 });
    await until(
      "the credit to be known",
      async () => (await rowOf(app, "customer", bought.customerId))?.balance_minor === "-1200",
    );
    expect(await textOf(client)).toMatch(
      new RegExp(`Next payment \\$17\\.00 on ${DAY} Pro \\$29\\.00 From your credit -\\$12\\.00`),
    );

    await pass(app, bought, 8.5);
    const paid = await textOf(client);
    expect(paid).toMatch(new RegExp(`Renews on ${DAY} for \\$29 per month\\.`));
    expect(paid).not.toContain("credit");
    expect(paid).toMatch(/\$29\.00 Paid/);
  });

  test("a change of plan is settled by the next payment, unless it was charged at once", async () => {
    const client = await app.signUp();
    const [month, year] = [await priceOf(app, "pro_month"), await priceOf(app, "pro_year")];
    const trial = await subscribe(app, client, month);
    await app.stripe.subscriptions.cancel(trial.subscriptionId);
    await known(app, trial.subscriptionId);
    const { subscriptionId } = await subscribe(app, client, month);
    expect(await textOf(client)).toMatch(new RegExp(`Next payment \\$29\\.00 on ${DAY} Payment method`));
    const changeTo = async (price: string, told: string) => {
      const item = (await app.stripe.subscriptions.retrieve(subscriptionId)).items.data[0]?.id ?? "";
      await app.stripe.subscriptions.update(subscriptionId, { items: [{ id: item, price }] });
      await until(`"${told}" to be said`, async () => (await textOf(client)).includes(told));
      await allDelivered(app);
    };
    await changeTo(await priceOf(app, "business_month"), "Business");
    await until("the preview", async () =>
      (await textOf(client)).includes("one-time adjustment for your plan change."),
    );
    expect(await textOf(client)).toMatch(
      new RegExp(
        `Next payment \\$1(68|69)\\.\\d\\d on ${DAY} Unused time on your previous plan -\\$\\S+ Business for the rest of this period \\$\\S+ Business \\$99\\.00`,
      ),
    );
    await changeTo(year, "$290 per year");
    expect(await textOf(client)).toMatch(new RegExp(`Next payment \\$290\\.00 on ${DAY} Payment method`));
  });

  test("a discount is told as an amount, once Stripe has calculated it", async () => {
    const client = await app.signUp();
    const { subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    const coupon = await app.stripe.coupons.create({ percent_off: 20, duration: "forever" });
    await app.stripe.subscriptions.update(subscriptionId, { discounts: [{ coupon: coupon.id }] });
    await until("the preview", async () => (await textOf(client)).includes("$23.20"));
    const said = await textOf(client);
    expect(said).toMatch(
      new RegExp(
        `Free until ${DAY}\\. Next payment \\$23\\.20 on ${DAY} \\(20% off\\) Pro \\$29\\.00 Discount -\\$5\\.80`,
      ),
    );
    expect(said).not.toMatch(/\$29\.00 on|for \$29 per month|Then \$29/);
  });

  test("tiers come to an amount; a plan that is canceled for a later day says whether anything is still paid", async () => {
    const client = await app.signUp();
    const workspaceId = await workspaceOf(client);
    const tiers = await sell(app, {
      billing_scheme: "tiered",
      tiers_mode: "graduated",
      tiers: [
        { up_to: 10, unit_amount: 100 },
        { up_to: "inf", unit_amount: 50 },
      ],
    });
    const { subscriptionId, customerId } = await subscribe(app, client, tiers.id);
    expect(await textOf(client)).toMatch(new RegExp(`Next payment \\$1\\.00 on ${DAY}`));
    const fixed = await sell(app, { unit_amount: 700 }, { name: "Add-on" });
    const metadata = { workspace_id: workspaceId };
    const default_payment_method = String(
      (await app.stripe.subscriptions.retrieve(subscriptionId)).default_payment_method,
    );
    const second = await app.stripe.subscriptions.create({
      customer: customerId,
      items: [{ price: fixed.id, quantity: 3 }],
      default_payment_method,
      metadata,
    });
    await until("the second one to arrive", () => rowOf(app, "subscription", second.id));
    await allDelivered(app);
    // Both began in one second, so either may stand first.
    expect(await textOf(client)).toMatch(new RegExp(`3 × \\$7 = \\$21 per month Next payment \\$21\\.00 on ${DAY}`));
    expect(await textOf(client)).toMatch(new RegExp(`unless you cancel first\\. Next payment \\$1\\.00 on ${DAY}`));

    await app.stripe.subscriptions.cancel(subscriptionId);
    await app.stripe.subscriptions.update(second.id, { cancel_at_period_end: true });
    await known(app, second.id);
    await known(app, subscriptionId);
    expect(await textOf(client)).toContain("You won't be charged again.");
    expect(await textOf(client)).not.toContain("Next payment");
    const end = (await app.stripe.subscriptions.retrieve(second.id)).items.data[0]?.current_period_end ?? 0;
    await app.stripe.subscriptions.update(second.id, { cancel_at: end + 10 * 86_400 });
    await until("the later end to be known", async () => (await textOf(client)).includes("and billed until then"));
    expect(await textOf(client)).toMatch(new RegExp(`Next payment \\$21\\.00 on ${DAY} Payment method`));
  });
});

test("a failed payment says until when and leads to the fix, whom it concerns; then it has ended, and what to do is said", async () => {
  const [client, admin, member] = [
    await app.signUp(newPerson("Ada")),
    await app.signUp(newPerson("Adam")),
    await app.signUp(newPerson("Mia")),
  ];
  const bought = await subscribeOnClock(app, client, await priceOf(app, "pro_month"));
  const { workspaceId, subscriptionId } = bought;
  await setRole(app, admin.person.email, workspaceId, "admin");
  await setRole(app, member.person.email, workspaceId, "member");
  // Grace is for who has paid: the trial ends with a payment.
  await pass(app, bought, 8.5);
  await payInVain(app, bought);
  await pass(app, bought, 31);
  expect(await rowOf(app, "subscription", subscriptionId)).toMatchObject({ status: "past_due" });

  const { html } = await pageOf(client, dashboardOf());
  const said = read(html);
  expect(said).toMatch(new RegExp(`A payment of \\$29\\.00 failed\\. You can use the plan .*until ${DAY}`));
  const invoice = (await app.stripe.invoices.list({ subscription: subscriptionId, limit: 1 })).data[0];
  expect(html).toContain(`href="${invoice?.hosted_invoice_url}"`);
  expect(said).toContain("Pay the invoice");
  expect(said).toContain("$29.00 Due");
  expect(said).not.toContain("Next payment");
  for (const other of [admin, member]) {
    const theirs = await textOf(other, workspaceId);
    expect(theirs).toContain("Ada pays and can set this right.");
    expect(theirs).not.toMatch(/Pay the invoice|Update card|Visa|4242|0341/);
  }
  expect(await textOf(member, workspaceId)).not.toContain("$29");

  await pass(app, bought, 20);
  expect(await textOf(client)).toMatch(new RegExp(`Ended on ${DAY}\\. Choose a plan to continue\\.`));
  expect(await textOf(client)).not.toContain("failed");
  expect(await textOf(member, workspaceId)).toContain("Ask an owner or admin to choose a new plan.");
});

// Its owner's plan is overdue, and an add-on of hers runs; who bought another add-on as an admin has become a plain member.
describe("two people pay for one workspace", () => {
  let owner: AppClient & { person: Person };
  let other: AppClient & { person: Person };
  let plan: OnClock;
  let hersId: string;
  let hisId: string;
  const seenBy = async (client: AppClient) => {
    const { html } = await pageOf(client, dashboardOf(plan.workspaceId));
    return { html, said: read(html), banner: alertOf(html) };
  };
  const stands = (subscriptionId: string, column: "status" | "cancel_at_period_end", value: string) =>
    falsify(app, `UPDATE subscription SET ${column} = $2 WHERE id = $1`, [subscriptionId, value]);

  beforeAll(async () => {
    [owner, other] = [await app.signUp(newPerson("Yara")), await app.signUp(newPerson("Xaver"))];
    plan = await subscribeOnClock(app, owner, await priceOf(app, "pro_month"));
    const { workspaceId, customerId, subscriptionId } = plan;
    const working = String((await app.stripe.subscriptions.retrieve(subscriptionId)).default_payment_method);
    // Grace is for who has paid: the trial ends with a payment.
    await pass(app, plan, 8.5);
    await payInVain(app, plan);
    await pass(app, plan, 31);
    const [hers, his] = [
      await sell(app, { unit_amount: 4_000 }, { name: "Archive" }),
      await sell(app, { unit_amount: 1_100 }, { name: "Reports" }),
    ];
    const metadata = { workspace_id: workspaceId, user_id: await userIdOf(app, owner.person.email) };
    const addOn = { customer: customerId, default_payment_method: working, metadata };
    hersId = (await app.stripe.subscriptions.create({ ...addOn, items: [{ price: hers.id }] })).id;
    await until("her add-on to arrive", () => rowOf(app, "subscription", hersId));
    await app.stripe.customers.update(customerId, { balance: -1_200 });
    await until(
      "the credit to be known",
      async () => (await rowOf(app, "customer", customerId))?.balance_minor === "-1200",
    );
    await setRole(app, other.person.email, workspaceId, "admin");
    hisId = (await subscribe(app, other, his.id, workspaceId)).subscriptionId;
    await allDelivered(app);
    await setRole(app, other.person.email, workspaceId, "member");
  });

  test("the member sees his own bills, and of hers neither amount, link nor credit", async () => {
    const { html, said } = await seenBy(other);
    expect(said).toMatch(
      new RegExp(`per month\\. Next payment \\$11\\.00 on ${DAY} Payment method Visa ending in 4242`),
    );
    expect(said).toMatch(/Reports Active (?:(?!Paid by).)+ Paid by You/);
    expect(said).toMatch(/Pro Past due (?:(?!Paid by).)+ Paid by Yara/);
    expect(said).not.toMatch(/\$29|\$40\.00|\$12\.00|credit|0341/);
    expect(said).not.toMatch(/Invoices|Pay the invoice/);
    for (const subscription of [plan.subscriptionId, hersId]) {
      const { data } = await app.stripe.invoices.list({ subscription });
      expect(data.length).toBeGreaterThan(0);
      for (const { hosted_invoice_url } of data) expect(html).not.toContain(String(hosted_invoice_url));
    }
  });

  test("the banner leads her to the fix, and tells him who has to pay, whatever his role", async () => {
    const { html, banner } = await seenBy(owner);
    const [invoice] = (await app.stripe.invoices.list({ subscription: plan.subscriptionId, limit: 1 })).data;
    expect(banner).toMatch(/A payment of \$29\.00 failed\..* Update card Pay the invoice \(opens in a new tab\)$/);
    expect(html).toContain(`href="${invoice?.hosted_invoice_url}"`);
    expect((await seenBy(other)).banner).toMatch(/^The last payment failed\..* Yara pays and can set this right\.$/);
    await setRole(app, other.person.email, plan.workspaceId, "admin");
    const admins = await seenBy(other);
    await setRole(app, other.person.email, plan.workspaceId, "member");
    expect(admins.banner).toMatch(/^A payment of \$29\.00 failed\..* Yara pays and can set this right\.$/);
    expect(admins.said).toContain("$29.00 Due");
    // What her add-on costs next is an admin's business; what credit she has is hers, of all that she pays for.
    expect(admins.said).toContain("$40.00");
    expect(admins.said).not.toMatch(/credit|\$12/);
    expect((await seenBy(owner)).said).toContain("From your credit -$12.00");
  });

  test("what he can do goes by his own plan: her debt and her cancellation change nothing", async () => {
    await stands(hersId, "cancel_at_period_end", "true");
    const { said } = await seenBy(other);
    expect(said).toContain("Manage billing Change plan Update card Cancel plan");
    expect(said).not.toContain("Keep the plan");
    // One of her two plans continues, and can be canceled as well.
    expect((await seenBy(owner)).said).toContain("Keep Archive Manage billing Change plan Cancel Pro");
    await stands(hersId, "cancel_at_period_end", "false");
  });

  test("where both owe, each is led to what they can settle", async () => {
    await stands(plan.subscriptionId, "status", "unpaid");
    await stands(hisId, "status", "past_due");
    expect((await seenBy(other)).banner).toMatch(
      /You can still use the plan for now\. Update your card, then pay\. Update card$/,
    );
    expect((await seenBy(owner)).banner).toMatch(
      /The plan is stopped until the payment goes through\. .* Update card Pay the invoice \(opens in a new tab\)$/,
    );
  });
});

test("a limit says how much is in use, and until when where it ends before the feature does", async () => {
  const client = await app.signUp();
  const { id: price } = await sell(app, {}, { metadata: { features: "rag projects:20000 export:5" } });
  const { workspaceId, subscriptionId } = await subscribe(app, client, price);
  await app.stripe.subscriptions.update(subscriptionId, { trial_end: "now" });
  await until("the trial to end", async () => (await rowOf(app, "subscription", subscriptionId))?.status === "active");
  // As support's command and an app's own code do, in processes of their own.
  const grant = (feature: string, limit: number | null) =>
    app.database.pool.query(
      `INSERT INTO entitlement_override (id, workspace_id, feature_id, limit_value, until, note, granted_by, granted_at)
       VALUES (gen_random_uuid(), $1, $2, $3, '2099-01-02T12:00Z', 'They move', 'ada', now())`,
      [workspaceId, feature, limit],
    );
  expect(await textOf(client, workspaceId)).toMatch(/Projects Up to 20,000\. Export/);
  await grant("projects", 30_000);
  await grant("export", null);
  await app.database.pool.query(
    `INSERT INTO feature_use (workspace_id, feature_id, used) VALUES ($1, 'projects', 1234)`,
    [workspaceId],
  );
  const said = await textOf(client, workspaceId);
  expect(said).toMatch(/Projects 1,234 of 30,000 used\. This limit applies until January 2, 2099\./);
  expect(said).toMatch(/Unlimited until January 2, 2099\./);
});

test("days are written in the reader's time zone, as the browser told it; nonsense counts as none", async () => {
  const client = await app.signUp();
  const { subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  const late = new Date("2031-05-05T23:30:00Z");
  await falsify(app, "UPDATE subscription SET trial_end = $2 WHERE id = $1", [subscriptionId, late]);
  const in_ = async (timezone: string) => {
    const answer = await fetch(`${app.url}/dashboard`, {
      headers: { cookie: `${client.cookieHeader()}; timezone=${timezone}` },
    });
    return /Free until (\w+ \d+, \d{4})/.exec(read(await answer.text()))?.[1];
  };
  expect(await in_("Pacific/Kiritimati")).toBe("May 6, 2031");
  expect(await in_("America/New_York")).toBe("May 5, 2031");
  expect(await in_("Mars/Olympus")).toBe("May 5, 2031");
});
