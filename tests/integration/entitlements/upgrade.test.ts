import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { countUse } from "@/lib/billing/entitlements/count";
import { grantOverride, revokeOverride } from "@/lib/billing/entitlements/overrides";
import { consume } from "@/lib/entitlements";
import type { FeatureName } from "@/billing/features";
import { type Mirror, startMirror } from "../../support/mirror";

vi.mock("next/headers", () => ({ headers: () => Promise.resolve(new Headers()) }));

const PROJECTS = "projects" as FeatureName; // no plan in code has it

let mirror: Mirror;
let starter: string;
beforeAll(async () => {
  mirror = await startMirror();
  const sell = async (name: string, features: string, amount: number) => {
    const product = await mirror.stripe.products.create({ name, metadata: { features } });
    return (
      await mirror.stripe.prices.create({
        product: product.id,
        currency: "usd",
        unit_amount: amount,
        recurring: { interval: "month" },
      })
    ).id;
  };
  starter = await sell("Starter", "projects:2", 900);
  await sell("Pro", "projects:5", 2900);
  await sell("Business", "projects:20", 9900);
});
afterAll(() => mirror?.stop());

/** A workspace with an override for more, which was revoked since. */
async function withInUse(amount: number, price?: string): Promise<string> {
  const customer = await mirror.customer();
  if (price) await mirror.subscription(customer, { items: [{ price }] });
  await mirror.sync();
  const { workspaceId } = customer;
  const until = new Date(Date.now() + 86_400_000);
  const override = await grantOverride({
    workspaceId,
    feature: PROJECTS,
    limit: 100,
    until,
    note: "Migrating",
    grantedBy: "ada",
  });
  if (amount > 0) expect(await countUse(workspaceId, PROJECTS, amount)).toMatchObject({ counted: true });
  await revokeOverride(override?.id ?? "", "ada");
  return workspaceId;
}

const refusal = (workspaceId: string, amount: number): Promise<unknown> =>
  consume(workspaceId, PROJECTS, amount).catch((error: unknown) => error);

test.each<[number, number, string | undefined]>([
  [2, 1, "Pro"],
  [2, 3, "Pro"],
  [2, 4, "Business"],
  [18, 1, "Business"],
  [18, 2, "Business"],
  [18, 3, undefined],
  [0, 21, undefined],
])("with %i in use, %i more lead to the cheapest plan with room for all of it: %s", async (used, amount, plan) => {
  const id = await withInUse(used, starter);
  const upgrade = plan && { plan, href: expect.stringContaining(`/pricing?workspace=${id}`) as string };
  expect(await refusal(id, amount)).toMatchObject({ code: "limit_reached", extras: { upgrade } });
});

test("so do they where nothing allows any, any more", async () => {
  expect(await refusal(await withInUse(18), 1)).toMatchObject({
    code: "feature_not_included",
    extras: { upgrade: { plan: "Business" } },
  });
});
