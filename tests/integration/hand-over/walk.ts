/** Two people's time at Stripe, moved together. */
import type Stripe from "stripe";
import { until } from "@/scripts/processes/until";
import type { TestApp } from "../../support/app";
import { known, pay, type Problem, settled } from "../../support/billing";
import { type OnClock, pass } from "../../support/people-on-clocks";
import { handOversOf, invoicesOf, type Left, type Someone } from "./people";

const TAKE_OVER = "/api/subscriptions/take-over/";

export const takeOver = ({ owner, old }: Pick<Left, "owner" | "old">, price_id?: string) =>
  owner.post<{ session_id: string; url: string } & Problem>(TAKE_OVER, {
    workspace_id: old.workspaceId,
    subscription_id: old.subscriptionId,
    ...(price_id && { price_id }),
  });

/** Opens the checkout of a take-over; who takes over is on a clock from then on, at the same time as the payer. */
export async function openTakeOver(
  app: TestApp,
  left: Left,
): Promise<{ sessionId: string; clockId: string; customerId: string }> {
  const { status, body } = await takeOver(left);
  if (status !== 200) throw new Error(`The take-over answered ${status}: ${JSON.stringify(body)}`);
  const session = await app.stripe.checkout.sessions.retrieve(body.session_id);
  const { frozen_time } = await app.stripe.testHelpers.testClocks.retrieve(left.old.clockId);
  const customerId = String(session.customer);
  const { id } = await app.stripe.testHelpers.testClocks.create({ frozen_time, customer: customerId });
  return { sessionId: body.session_id, clockId: id, customerId };
}

/** The same, and completes it. @returns the new subscription, once the app has done what follows from it */
export async function takenOver(app: TestApp, left: Left, method?: string): Promise<OnClock> {
  const open = await openTakeOver(app, left);
  return complete(app, left, open, method);
}

export async function complete(
  app: TestApp,
  { old }: Pick<Left, "old">,
  { sessionId, clockId, customerId }: Awaited<ReturnType<typeof openTakeOver>>,
  method?: string,
): Promise<OnClock> {
  const subscriptionId = String((await pay(app, sessionId, method)).subscription);
  await known(app, subscriptionId);
  await until("the hand-over to be under way", async () =>
    (await handOversOf(app, old.workspaceId)).some(
      (row) => row.successor_id === subscriptionId && (row.state === "running" || row.finished_at !== null),
    ),
  );
  await settled(app);
  return { subscriptionId, clockId, customerId, workspaceId: old.workspaceId };
}

export async function passBoth(app: TestApp, both: OnClock[], days: number): Promise<void> {
  for (const one of both) await pass(app, one, days);
  await settled(app);
}

/** The times that were paid for, by whole periods: of everything that paid for the workspace's plan. */
export async function paidTimes(app: TestApp, subscriptions: string[]): Promise<{ from: number; to: number }[]> {
  const times = await Promise.all(
    subscriptions.map(async (id) => {
      const invoices = await invoicesOf(app, id);
      const refunded = await refundedOf(app, invoices);
      return invoices
        .filter(({ id: invoice, status, total }) => status === "paid" && total > 0 && !refunded.has(invoice ?? ""))
        .flatMap(({ lines }) =>
          lines.data.filter(isWhole).map(({ period }) => ({ from: period.start, to: period.end })),
        );
    }),
  );
  return times.flat().toSorted((a, b) => a.from - b.from);
}

const isWhole = ({ parent }: Stripe.InvoiceLineItem): boolean => parent?.subscription_item_details?.proration !== true;

async function refundedOf(app: TestApp, invoices: Stripe.Invoice[]): Promise<Set<string>> {
  const found = new Set<string>();
  const { data } = await app.stripe.refunds.list({ limit: 100 });
  for (const { id = "" } of invoices) {
    const payments = await app.stripe.invoicePayments.list({ invoice: id, limit: 10 });
    if (payments.data.some(({ payment }) => data.some((one) => one.payment_intent === payment.payment_intent)))
      found.add(id);
  }
  return found;
}

/** Whether the workspace may use what the plan carries, as its members are told. */
export async function mayExport(client: Someone, workspaceId: string): Promise<boolean> {
  const { body } = await client.get<{ features: { feature_id: string; allowed: boolean }[] }>(
    `/api/subscriptions/entitlements/?workspace_id=${workspaceId}`,
  );
  return body.features.some(({ feature_id, allowed }) => feature_id === "export" && allowed);
}
