import { fetch, get } from "../../conventions/endpoint.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { object, oneOf, string } from "../../conventions/params.ts";

export const invoicePaymentEndpoints = [
  get(
    "/v1/invoice_payments",
    listParams({
      invoice: string(),
      status: oneOf("open", "paid", "canceled"),
      payment: object({ type: oneOf("payment_intent"), payment_intent: string() }),
      created: range(),
    }),
    (ctx, { invoice, status, payment, created, ...at }) =>
      page(ctx, "invoice_payment", "/v1/invoice_payments", at, {
        by: invoice === undefined ? undefined : ["invoice", invoice],
        where: (one) =>
          inRange(one.created, created) &&
          (status === undefined || one.status === status) &&
          (payment?.payment_intent === undefined || one.payment.payment_intent === payment.payment_intent),
      }),
  ),
  get("/v1/invoice_payments/:id", {}, (ctx, _params, id) => fetch(ctx, "invoice_payment", id)),
];
