// What an invoice's payment leaves behind, to read: intents, charges, and prorations that wait for an invoice.
import { fetch, get } from "../conventions/endpoint.ts";
import { inRange, listParams, page, range } from "../conventions/lists.ts";
import { boolean, string } from "../conventions/params.ts";

const ofCustomer = (customer: string | undefined): { by: [string, string] | undefined } => ({
  by: customer === undefined ? undefined : ["customer", customer],
});

export const paymentEndpoints = [
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
