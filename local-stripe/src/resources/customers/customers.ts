import { del, fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { create, update } from "../../billing/changes.ts";
import type { Context } from "../../conventions/context.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { email } from "../../conventions/email.ts";
import { metadata } from "../../conventions/metadata.ts";
import { array, clearable, integer, object, oneOf, required, string } from "../../conventions/params.ts";
import type { Customer } from "../../store/objects.ts";
import { changedCustomer, newCustomer, type CustomerChanges } from "../../billing/customers/customer-object.ts";
import { noteMove } from "../../billing/customers/currency.ts";
import { addSource } from "../../billing/payment-methods/sources.ts";
import { address } from "./address-params.ts";
import { addTaxId } from "../../billing/customers/tax-ids.ts";
import { isLocated, noteTaxLocation } from "../../billing/tax/validate-location.ts";
import { taxIdFields } from "../tax/tax-ids.ts";
import { attach } from "../../billing/payment-methods/payment-methods.ts";
import { missing } from "../../conventions/errors.ts";
import { clockForCustomer } from "../../billing/time/test-clock-limits.ts";
import { deleteCustomer } from "../../billing/customers/delete-customer.ts";

const editable = {
  address: clearable(address),
  balance: integer(),
  description: clearable(string()),
  email: clearable(email({ max: 512 })),
  invoice_settings: object({ default_payment_method: clearable(string()), footer: clearable(string()) }),
  metadata: metadata(),
  name: clearable(string({ max: 256 })),
  phone: clearable(string()),
  preferred_locales: array(string()),
  shipping: clearable(object({ address: required(address), name: required(string()), phone: string() })),
  tax: object({
    ip_address: clearable(string()),
    validate_location: oneOf("auto", "deferred", "immediately"),
  }),
  tax_exempt: clearable(oneOf("exempt", "none", "reverse")),
};

function checkDefault(ctx: Context, customer: Customer, params: CustomerChanges): void {
  const id = params.invoice_settings?.default_payment_method;
  if (!id) return;
  const method = fetchNamed(ctx, "payment_method", id, "invoice_settings[default_payment_method]");
  if (method.customer !== customer.id) {
    throw missing("payment_method", id, "invoice_settings[default_payment_method]");
  }
}

/** A balance that is set moves by the difference. */
function noteBalance(ctx: Context, customer: Customer, by: number, type: "adjustment" | "initial"): void {
  if (by !== 0) noteMove(ctx, customer.id, by, customer.balance, customer.currency ?? "usd", { type });
}

export const customerEndpoints = [
  post(
    "/v1/customers",
    {
      ...editable,
      payment_method: string(),
      source: string(),
      tax_id_data: array(object(taxIdFields), { max: 5 }),
      test_clock: string(),
    },
    (ctx, { payment_method, source, test_clock, invoice_settings, tax, tax_id_data = [], ...params }) => {
      const clock = test_clock === undefined ? undefined : clockForCustomer(ctx, test_clock);
      const { default_payment_method: chosen, ...settings } = invoice_settings ?? {};
      const made = create(
        ctx,
        "customer",
        newCustomer(ctx, { ...params, invoice_settings: settings }, clock),
        "customer.created",
      );
      noteBalance(ctx, made, made.balance, "initial");
      if (source !== undefined) addSource(ctx, source, made.id);
      noteTaxLocation(ctx, made.id, tax);
      tax_id_data.forEach(({ type, value }, index) =>
        addTaxId(ctx, made.id, type, value, `tax_id_data[${index}][value]`),
      );
      const attached = payment_method === undefined ? undefined : attach(ctx, payment_method, made.id);
      const customer = fetch(ctx, "customer", made.id);
      if (!chosen) return customer;
      // A magic id such as pm_card_visa, given twice, is one card. The Stripe CLI's fixtures do that
      const default_payment_method = attached && chosen === payment_method ? attached.id : chosen;
      checkDefault(ctx, customer, { invoice_settings: { default_payment_method } });
      return update(
        ctx,
        "customer",
        changedCustomer(customer, { invoice_settings: { default_payment_method } }),
        "customer.updated",
      );
    },
  ),
  get(
    "/v1/customers",
    listParams({ email: string(), created: range(), test_clock: string() }),
    (ctx, { email, created, test_clock, ...at }) =>
      page(ctx, "customer", "/v1/customers", at, {
        by: test_clock !== undefined ? ["test_clock", test_clock] : email === undefined ? undefined : ["email", email],
        // Those on a clock are listed only when their clock is asked for [SDK: CustomerListParams]
        where: (customer) =>
          (customer.test_clock ?? undefined) === test_clock &&
          (email === undefined || customer.email === email) &&
          inRange(customer.created, created),
      }),
  ),
  get("/v1/customers/:id", {}, (ctx, _params, id) =>
    ctx.store.isDeleted(id) ? (ctx.store.find(id) ?? {}) : fetch(ctx, "customer", id),
  ),
  post("/v1/customers/:id", { ...editable, source: string() }, (ctx, { tax, source, ...params }, id) => {
    if (source !== undefined) {
      fetch(ctx, "customer", id);
      addSource(ctx, source, id);
    }
    const customer = fetch(ctx, "customer", id);
    checkDefault(ctx, customer, params);
    const wasLocated = isLocated(ctx, customer);
    const after = update(ctx, "customer", changedCustomer(customer, params), "customer.updated");
    noteTaxLocation(ctx, id, tax, wasLocated);
    noteBalance(ctx, after, after.balance - customer.balance, "adjustment");
    return after;
  }),
  del("/v1/customers/:id", {}, (ctx, _params, id) => deleteCustomer(ctx, fetch(ctx, "customer", id))),
];
