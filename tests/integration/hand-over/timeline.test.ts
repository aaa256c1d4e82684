import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { known, priceOf, settled } from "../../support/billing";
import { startApp, type TestApp } from "../../support/integration";
import { pass, payInVain } from "../../support/people-on-clocks";
import { duplicatesOf, handOversOf, type Left, payerLeft, statusOf } from "./people";
import { mayExport, paidTimes, passBoth, takenOver } from "./walk";

// Over any course of events: for every moment at most one of the two people has paid, and there is access all the time.
let app: TestApp;
let pro: string;

beforeAll(async () => {
  app = await startApp({ env: { NEW_USER_FREE_TRIAL_DAYS: "None", CANCEL_DUPLICATE_SUBSCRIPTIONS: "true" } });
  pro = await priceOf(app, "pro_month");
});
afterAll(() => app?.stop());

const BEGINNINGS = {
  paid: () => payerLeft(app, pro),
  trial: () => payerLeft(app, pro, { trial_period_days: 25 }),
  canceled: async () => {
    const left = await payerLeft(app, pro);
    await app.stripe.subscriptions.update(left.old.subscriptionId, { cancel_at_period_end: true });
    await known(app, left.old.subscriptionId);
    return left;
  },
  overdue: async () => {
    const left = await payerLeft(app, pro);
    await payInVain(app, left.old);
    await pass(app, left.old, 32);
    return left;
  },
} satisfies Record<string, () => Promise<Left>>;

type Step = { days: number; event: "none" | "taken back" | "card fails" | "delivered late" };

const course = fc.record({
  beginning: fc.constantFrom(...(Object.keys(BEGINNINGS) as (keyof typeof BEGINNINGS)[])),
  before: fc.integer({ min: 0, max: 20 }),
  steps: fc.array(
    fc.record({
      days: fc.integer({ min: 1, max: 14 }),
      event: fc.constantFrom<Step["event"]>("none", "taken back", "card fails", "delivered late"),
    }),
    { minLength: 2, maxLength: 4 },
  ),
});

async function happen({ event }: Step, { old }: Left): Promise<void> {
  if (event === "delivered late") await app.localStripe.holdDeliveries();
  const isLive = !["canceled", "incomplete_expired"].includes(await statusOf(app, old.subscriptionId));
  if (!isLive) return;
  if (event === "taken back") {
    const { cancel_at } = await app.stripe.subscriptions.retrieve(old.subscriptionId);
    if (cancel_at !== null) await app.stripe.subscriptions.update(old.subscriptionId, { cancel_at: "" });
    await settled(app);
  }
  // The old payer's card: it is charged no more.
  if (event === "card fails") await payInVain(app, old);
}

test("nothing is paid twice, and no moment is without access", async () => {
  await fc.assert(
    fc.asyncProperty(course, async ({ beginning, before, steps }) => {
      const left = await BEGINNINGS[beginning]();
      const { old, owner } = left;
      if (beginning !== "overdue" && before > 0) await pass(app, old, before);
      const successor = await takenOver(app, left);
      const both = [old, successor];
      for (const step of [...steps, { days: 20, event: "none" } as const, { days: 20, event: "none" } as const]) {
        await happen(step, left);
        expect(await mayExport(owner, old.workspaceId)).toBe(true);
        if (step.event === "delivered late") await app.localStripe.sendDeliveries();
        await passBoth(app, both, step.days);
        expect(await mayExport(owner, old.workspaceId)).toBe(true);
        expect(await duplicatesOf(app, old.workspaceId)).toBe(0);
      }
      const times = await paidTimes(
        app,
        both.map(({ subscriptionId }) => subscriptionId),
      );
      // Each begins when the one before ends, but for the trial at the beginning. Of the overdue one the rest is not paid.
      for (const [at, { from }] of times.entries())
        if (at > 0 && beginning !== "overdue") expect(from).toBe(times[at - 1]?.to);
        else if (at > 0) expect(from).toBeGreaterThanOrEqual(times[at - 1]?.to ?? 0);
      expect(await handOversOf(app, old.workspaceId)).toMatchObject([{ state: "done" }]);
      expect([await statusOf(app, old.subscriptionId), await statusOf(app, successor.subscriptionId)]).toEqual([
        "canceled",
        "active",
      ]);
    }),
    { numRuns: 4 },
  );
});
