import { expect, test } from "vitest";
import { planChanges } from "@/lib/billing/setup/catalog";
import { keysOfSetup } from "@/lib/billing/setup/change";
import type { Plan } from "@/prisma/catalog";

const plan = (features: Plan["features"]): Plan => ({ key: "pro", name: "Pro", description: "", features, prices: [] });

test.each(["chat:-5", "chat:1.5", "chat:1e3", "chat:020", "chat:1000000000"] as const)(
  "a plan that carries %s is refused, whatever compiles",
  async (word) => {
    await expect(planChanges(plan(["export", word]), [], keysOfSetup())).rejects.toThrow(
      `The plan Pro in prisma/catalog.ts carries "${word}"`,
    );
  },
);

test("limits that can be read are not", async () => {
  expect(await planChanges(plan(["export", "chat:0", "rag:999999999"]), [], keysOfSetup())).toHaveLength(1);
});
