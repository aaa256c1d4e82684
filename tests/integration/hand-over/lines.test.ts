import { afterAll, beforeAll, expect, test } from "vitest";
import { readDebt } from "@/lib/billing/hand-over/debt";
import type { HandOver } from "@/lib/billing/hand-over/rows";
import { voidInvoices } from "@/lib/billing/hand-over/void-invoices";
import { setClock } from "@/lib/clock";
import { Deadline } from "@/lib/stripe/deadline";
import { DAY_MS, onClock } from "../../support/clocks";
import { startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

const START = new Date("2027-01-04T10:00:00Z");
const later = (days: number) => new Date(START.getTime() + days * DAY_MS);

test("an invoice with more lines than it brings counts from the earliest time that it bills", async () => {
  const ada = await onClock(mirror, START);
  const { id, items } = await ada.subscribe((await mirror.seatPrice()).id);
  for (let day = 1; day <= 6; day++) {
    await ada.to(later(day));
    await mirror.stripe.subscriptions.update(id, {
      items: [{ id: items.data[0]?.id ?? "", quantity: day + 1 }],
      proration_behavior: "create_prorations",
    });
  }
  await ada.payWith("pm_card_chargeCustomerFail");
  await ada.to(later(32));
  setClock(null);
  const [invoice] = (await mirror.stripe.invoices.list({ subscription: id, status: "open" })).data;
  expect(invoice?.lines.has_more).toBe(true);
  const begins: Date[] = [];
  const row = { predecessor_id: id } as HandOver;
  await voidInvoices(row, ({ begin }) => begins.push(begin) < 0, new Deadline());
  expect(begins).toEqual([later(1)]);
});

test("an invoice that begins with what was changed before is still for the running period", async () => {
  const ada = await onClock(mirror, START);
  const { id, items } = await ada.subscribe((await mirror.seatPrice()).id);
  for (let day = 1; day <= 6; day++) {
    await ada.to(later(day));
    await mirror.stripe.subscriptions.update(id, {
      items: [{ id: items.data[0]?.id ?? "", quantity: day + 1 }],
      proration_behavior: "create_prorations",
    });
  }
  // Its draft is charged within the hour.
  await ada.to(new Date("2027-02-04T10:10:00Z"));
  setClock(null);
  const renewed = await mirror.stripe.subscriptions.retrieve(id);
  const [draft] = (await mirror.stripe.invoices.list({ subscription: id, status: "draft" })).data;
  const start = renewed.items.data[0]?.current_period_start ?? 0;
  expect(draft?.lines.data.some(({ period }) => period.end > start)).toBe(false);
  expect(await readDebt(renewed, new Deadline())).toMatchObject({ isOwed: true, isProcessing: true });
});
