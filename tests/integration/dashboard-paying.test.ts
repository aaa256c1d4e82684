import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { known, priceOf, rowOf, setRole, subscribe, workspaceOf } from "../support/billing";
import { alertOf, formsOf, pageOf, plain, send, submit } from "../support/forms";
import { type AppClient, newPerson, type Person, sharedApp, type TestApp, until } from "../support/integration";
import { signUpOperator } from "../support/operator";
import { type OnClock, pass, payInVain, subscribeOnClock } from "../support/people-on-clocks";

let app: TestApp;
let pro: string;
beforeAll(async () => {
  app = await sharedApp();
  pro = await priceOf(app, "pro_month");
});
afterAll(() => app?.stop());

type Someone = AppClient & { person: Person };
const dashboardOf = (workspaceId: string) => `/dashboard?workspace=${workspaceId}`;
const resumeOf = ({ workspaceId, subscriptionId }: Pick<OnClock, "workspaceId" | "subscriptionId">) =>
  `/dashboard/resume?workspace=${workspaceId}&subscription=${subscriptionId}`;
const statusOf = async (id: string) => (await app.stripe.subscriptions.retrieve(id)).status;

async function overdue(): Promise<{ client: Someone; bought: OnClock; path: string }> {
  const client = await app.signUp(newPerson("Ada"));
  const bought = await subscribeOnClock(app, client, pro);
  await payInVain(app, bought);
  await pass(app, bought, 9);
  return { client, bought, path: dashboardOf(bought.workspaceId) };
}

describe("Pay now, without JavaScript", () => {
  test("says what the bank said, and then that it is paid; the plan is active at once", async () => {
    const { client, bought, path } = await overdue();
    const refused = await submit(client, path, "Pay $29.00 now with Visa 0341");
    expect(alertOf(refused.html)).toContain("The bank declined the payment. Update the card, or contact your bank.");
    const card = await app.stripe.paymentMethods.attach("pm_card_mastercard", { customer: bought.customerId });
    await app.stripe.subscriptions.update(bought.subscriptionId, { default_payment_method: card.id });
    const pay = "Pay $29.00 now with Mastercard 4444";
    await until("the new card to be named", async () => plain((await pageOf(client, path)).html).includes(pay));
    const paid = await submit(client, path, pay);
    expect([paid.status, paid.to]).toEqual([303, `${path}&done=paid`]);
    expect(plain((await pageOf(client, `${path}&done=paid`)).html)).toContain("Thanks, your payment went through.");
    expect(await rowOf(app, "subscription", bought.subscriptionId)).toMatchObject({ status: "active" });
  });

  test("the address alone claims nothing", async () => {
    const { client, path } = await overdue();
    expect(plain((await pageOf(client, `${path}&done=paid`)).html)).not.toContain("your payment went through");
  });

  test("another site, a signed-out visitor, a member and a stranger pay nothing", async () => {
    const { client, bought, path } = await overdue();
    const form = formsOf((await pageOf(client, path)).html).find(({ button }) => button.startsWith("Pay $29.00 now"));
    if (!form) throw new Error("The dashboard has no form to pay.");
    const { values } = form;
    expect((await send(client, path, values, { origin: "https://evil.example" })).to).toBeNull();
    expect((await send(app.anonymous(), path, values)).to).toMatch(/^\/login/);
    const mia = await app.signUp(newPerson("Mia"));
    await setRole(app, mia.person.email, bought.workspaceId, "admin");
    expect(plain((await pageOf(mia, path)).html)).not.toContain("Pay $29.00 now");
    expect((await send(mia, path, values)).to).toBeNull();
    const eve = await app.signUp(newPerson("Eve"));
    const hers = dashboardOf(await workspaceOf(eve));
    expect((await send(eve, hers, values)).to).toBeNull();
    const { data } = await app.stripe.charges.list({ customer: bought.customerId });
    expect(data.filter(({ paid }) => paid)).toEqual([]);
  });

  test("speaks German", async () => {
    const { client, path } = await overdue();
    const answer = await client.raw(path, { headers: { "accept-language": "de" } });
    const said = plain(await answer.text());
    expect(said).toMatch(/Eine Zahlung von 29,00\s€?\$? ?ist fehlgeschlagen/);
    expect(said).toMatch(/Visa 0341 Am .* abgelehnt Wir versuchen es am .* noch einmal\./);
  });
});

/** With the link in it. */
const whyPausedIn = (html: string) =>
  /<p>(Paused.*?)<\/p>/.exec(html)?.[1]?.replaceAll("<!-- -->", "").replaceAll("&#x27;", "'");
const UNKNOWN = `Paused, and we don't know the reason. Resume the plan, or <a href="mailto:billing@example.com">contact us</a>.`;

describe("a paused plan", () => {
  async function paused(reason: string | null) {
    const client = await app.signUp(newPerson("Ada"));
    const bought = await subscribe(app, client, pro);
    await app.localStripe.pause(bought.subscriptionId, reason);
    await known(app, bought.subscriptionId);
    return { client, bought, path: dashboardOf(bought.workspaceId) };
  }

  test.each([
    ["pause_requested", "Paused on request. Resume the plan to use it again.", true],
    ["system", `Paused by Stripe. <a href="mailto:billing@example.com">Contact us</a> to resume the plan.`, false],
    [null, UNKNOWN, true],
    ["added_later", UNKNOWN, true],
    ["final_payment_failure", "Paused after a failed payment. Nothing is open, so you can resume the plan.", true],
  ])("by %s says so, and the way out", async (reason, sentence, resumable) => {
    const { client, bought, path } = await paused(reason);
    const { html } = await pageOf(client, path);
    expect(whyPausedIn(html)).toBe(sentence);
    expect(html.includes("/dashboard/resume?")).toBe(resumable);
    const { status, html: page } = await pageOf(client, resumeOf(bought));
    expect(status).toBe(200);
    expect(formsOf(page).length > 0).toBe(resumable);
  });

  test("is resumed by its payer alone", async () => {
    const { client, bought, path } = await paused("pause_requested");
    const mia = await app.signUp(newPerson("Mia"));
    await setRole(app, mia.person.email, bought.workspaceId, "owner");
    expect(plain((await pageOf(mia, path)).html)).toContain("The person who pays can resume it.");
    const form = formsOf((await pageOf(client, resumeOf(bought))).html)[0];
    expect(alertOf((await send(mia, resumeOf(bought), form?.values ?? {})).html)).toContain("pays for this workspace");
    expect((await pageOf(await app.signUp(newPerson("Eve")), resumeOf(bought))).status).toBe(404);
    expect(await statusOf(bought.subscriptionId)).toBe("paused");
    const done = await submit(client, resumeOf(bought), "Resume plan");
    expect([done.status, done.to]).toEqual([303, `${path}&done=resumed`]);
    expect(await statusOf(bought.subscriptionId)).toBe("active");
    // An old tab
    expect((await pageOf(client, resumeOf(bought))).to).toBe(`${path}&done=resumed`);
  });

  test("that Stripe paused is resumed by the operator, who sees the sum first", async () => {
    const { client, bought } = await paused("system");
    const olga = await signUpOperator(app);
    const page = `/operator/workspaces/${bought.workspaceId}`;
    expect(plain((await pageOf(olga, page)).html)).toContain("paused: system");
    const { html } = await pageOf(olga, `${page}?resume=${bought.subscriptionId}`);
    const form = formsOf(html).find(({ button }) => button === "Resume without a charge");
    const resume = (who: AppClient, headers: Record<string, string> = {}) =>
      who.raw("/api/operator/resume/", { method: "POST", body: new URLSearchParams(form?.values), headers });
    expect((await resume(client)).status).toBe(404);
    expect((await resume(olga, { origin: "https://evil.example" })).status).toBe(403);
    expect(await statusOf(bought.subscriptionId)).toBe("paused");
    const answer = await resume(olga);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `${page}?resumed=${bought.subscriptionId}`]);
    expect(await statusOf(bought.subscriptionId)).toBe("active");
  });
});
