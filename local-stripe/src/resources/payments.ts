// What an invoice's payment leaves behind, to read: intents, charges, and prorations that wait for an invoice.
import { fetch, get } from "../conventions/endpoint.ts";
import { inRange, listParams, page, range } from "../conventions/lists.ts";
import { boolean, string } from "../conventions/params.ts";

const ofCustomer = (customer: string | undefined): { by: [string, string] | undefined } => ({
  by: customer === undefined ? undefined : ["customer", customer],
});

export const paymentEndpoints = [
  get(
    "/v1/payment_intents",
    listParams({ customer: string(), created: range() }),
    (ctx, { customer, created, ...at }) =>
      page(ctx, "payment_intent", "/v1/payment_intents", at, {
        ...ofCustomer(customer),
        where: (one) => inRange(one.created, created),
      }),
  ),
  get("/v1/payment_intents/:id", {}, (ctx, _params, id) => fetch(ctx, "payment_intent", id)),
  get(
    "/v1/charges",
    listParams({ customer: string(), payment_intent: string(), created: range() }),
    (ctx, { customer, payment_intent, created, ...at }) =>
      page(ctx, "charge", "/v1/charges", at, {
        ...ofCustomer(customer),
        where: (one) =>
          (payment_intent === undefined || one.payment_intent === payment_intent) && inRange(one.created, created),
      }),
  ),
  get("/v1/charges/:id", {}, (ctx, _params, id) => fetch(ctx, "charge", id)),
  get(
    "/v1/invoiceitems",
    listParams({ customer: string(), invoice: string(), pending: boolean(), created: range() }),
    (ctx, { customer, invoice, pending, created, ...at }) =>
      page(ctx, "invoiceitem", "/v1/invoiceitems", at, {
        ...ofCustomer(customer),
        where: (one) =>
          (invoice === undefined || one.invoice === invoice) &&
          (pending === undefined || (one.invoice === null) === pending) &&
          inRange(one.date, created),
      }),
  ),
  get("/v1/invoiceitems/:id", {}, (ctx, _params, id) => fetch(ctx, "invoiceitem", id)),
];
