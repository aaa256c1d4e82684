import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { payNow } from "@/lib/billing/payments/pay";
import { resumePlan } from "@/lib/billing/payments/resume";
import { setClock } from "@/lib/clock";
import { hear, later } from "../../support/clocks";
import { startMirror } from "../../support/mirror";
import { debtIn, openInvoices, type OnClock, payerOnClock, START } from "./people";
import { claimOf } from "../../support/claim";

type Mirror = Awaited<ReturnType<typeof startMirror>>;
let mirror: Mirror;

beforeAll(async () => {
  mirror = await startMirror();
  process.env.FRONT_END_BASE_URL = "http://localhost:3000";
});
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

/** Sales agreed with them that each invoice is paid within two weeks. */
async function invoiced(): Promise<OnClock & { id: string }> {
  const ada = await payerOnClock(mirror);
  const id = await ada.buys(mirror.price.id, { collection_method: "send_invoice", days_until_due: 14 });
  await ada.to(later(START, 1));
  return { ...ada, id };
}

const shownTo = async ({ user, workspaceId }: OnClock) => getDashboard(await claimOf(user.id), workspaceId);

test("an open invoice is to be paid by its day, with a link; it has not failed, and is not on its way", async () => {
  const ada = await invoiced();
  const [open] = await openInvoices(mirror, ada.id);
  const dueDate = new Date((open?.due_date ?? NaN) * 1000);
  expect(await debtIn(ada)).toMatchObject({
    status: "active",
    byInvoice: true,
    amount: { minor: 2900, currency: "usd" },
    dueDate,
    isOverdue: false,
    hostedInvoiceUrl: open?.hosted_invoice_url,
    payNow: null,
    nextAttempt: null,
  });
  const dashboard = await shownTo(ada);
  expect(dashboard?.invoices).toMatchObject([{ status: "open", dueDate, isOverdue: false }]);
  expect(dashboard?.subscriptions[0]?.plans[0]?.settlingInvoice).toBeNull();
});

test("also where the customer's default settles later", async () => {
  const ada = await invoiced();
  const { rows } = await mirror.database.pool.query<{ id: string }>(
    "SELECT default_payment_method_id AS id FROM customer WHERE id = $1",
    [ada.customerId],
  );
  await mirror.database.pool.query("UPDATE payment_method SET type = 'sepa_debit' WHERE id = $1", [rows[0]?.id]);
  expect((await shownTo(ada))?.subscriptions[0]?.plans[0]?.settlingInvoice).toBeNull();
  expect(await debtIn(ada)).toMatchObject({ status: "active", byInvoice: true });
});

test("after its day it is overdue, by our clock and by Stripe's status, and paid by its link it is not", async () => {
  const ada = await invoiced();
  await ada.to(later(START, 16));
  const debt = await debtIn(ada);
  expect(debt).toMatchObject({ byInvoice: true, isOverdue: true, payNow: null });
  const dashboard = await shownTo(ada);
  expect(dashboard?.subscriptions[0]).toMatchObject({ status: "past_due", nextPayment: null });
  expect(dashboard?.invoices).toMatchObject([{ status: "open", isOverdue: true }]);
  const [open] = await openInvoices(mirror, ada.id);
  await mirror.stripe.invoices.pay(open?.id ?? "");
  await hear(mirror);
  expect(await debtIn(ada)).toBeNull();
  expect((await shownTo(ada))?.subscriptions[0]?.status).toBe("active");
});

test("it is never charged from here: the way is its page", async () => {
  const ada = await invoiced();
  const [open] = await openInvoices(mirror, ada.id);
  await expect(payNow(ada.user, ada.workspaceId, [open?.id ?? ""])).rejects.toMatchObject({
    code: "payment_action_required",
    extras: { href: open?.hosted_invoice_url },
  });
  expect((await mirror.stripe.charges.list({ customer: ada.customerId })).data).toEqual([]);
});

test("one that is paused is resumed by nobody here", async () => {
  const ada = await invoiced();
  await mirror.localStripe.pause(ada.id, "pause_requested");
  await hear(mirror);
  await expect(resumePlan(ada.user, ada.workspaceId, ada.id, 0)).rejects.toMatchObject({ code: "resume_not_possible" });
});
