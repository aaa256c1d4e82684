import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { syncObject } from "@/lib/billing/mirror/sync";
import { type Mirror, startMirror } from "../support/mirror";
import { claimOf } from "../support/claim";

// What is read of a plan whose payment failed, for its payer and for everybody else.

let mirror: Mirror;
beforeAll(async () => {
  mirror = await startMirror();
  await mirror.sync();
});
afterAll(() => mirror?.stop());

const query = (text: string, values: unknown[]) => mirror.database.pool.query(text, values);

async function member(workspaceId: string, role: string, id: string = randomUUID()): Promise<string> {
  await query(`INSERT INTO "user" (id) VALUES ($1) ON CONFLICT DO NOTHING`, [id]);
  await query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, $3::role)", [
    id,
    workspaceId,
    role,
  ]);
  return id;
}

/** @param payerIn whether its payer is a member still */
async function owing(status: string, payerIn: boolean) {
  const payer = await mirror.customer();
  const { workspaceId, userId } = payer;
  await query(`UPDATE "user" SET name = 'Yara' WHERE id = $1`, [userId]);
  const viewers = {
    owner: await member(workspaceId, "owner"),
    admin: await member(workspaceId, "admin"),
    member: await member(workspaceId, "member"),
    payer: userId,
  };
  if (payerIn) await member(workspaceId, "admin", userId);
  const { id, latest_invoice, default_payment_method } = await mirror.subscription(payer);
  await syncObject("customer", payer.customerId);
  await syncObject("payment_method", String(default_payment_method));
  await syncObject("subscription", id);
  await syncObject("invoice", String(latest_invoice));
  await query("UPDATE subscription SET status = $2, status_since = now() WHERE id = $1", [id, status]);
  await query("UPDATE invoice SET status = 'open', amount_remaining_minor = 2900 WHERE id = $1", [latest_invoice]);
  return {
    invoiceId: String(latest_invoice),
    async seenBy(who: keyof typeof viewers) {
      const dashboard = await getDashboard(await claimOf(viewers[who]), workspaceId);
      if (!dashboard) throw new Error("There is no dashboard.");
      return dashboard;
    },
  };
}

describe.each(["past_due", "unpaid"])("a plan that is %s", (status) => {
  test("is its payer's to pay", async () => {
    const { seenBy, invoiceId } = await owing(status, true);
    const { debt, subscriptions } = await seenBy("payer");
    expect([subscriptions[0]?.payer, debt?.payer]).toEqual(Array(2).fill({ name: "Yara", isYou: true }));
    expect(debt).toMatchObject({
      status,
      amount: { minor: 2_900, currency: "usd" },
      hostedInvoiceUrl: expect.any(String) as string,
      payNow: { invoiceIds: [invoiceId] },
    });
    expect(subscriptions[0]?.method).toMatchObject({ last4: "4242" });
  });

  test.each([true, false])("is told to everybody else by who pays, whether they are a member: %s", async (payerIn) => {
    const { seenBy } = await owing(status, payerIn);
    for (const who of ["owner", "admin", "member"] as const) {
      const seesBills = who !== "member";
      const { debt, subscriptions, invoices } = await seenBy(who);
      expect([subscriptions[0]?.payer, debt?.payer]).toEqual(Array(2).fill({ name: "Yara", isYou: false }));
      expect(debt).toMatchObject({
        status,
        amount: seesBills ? { minor: 2_900, currency: "usd" } : null,
        hostedInvoiceUrl: seesBills ? (expect.any(String) as string) : null,
        // Her card is not theirs to charge.
        payNow: null,
        hasMethod: true,
      });
      expect(subscriptions).toMatchObject([{ status, isYours: false, method: null, newCard: null }]);
      expect(invoices?.map((one) => one.status)).toEqual(seesBills ? ["open"] : undefined);
    }
  });
});
