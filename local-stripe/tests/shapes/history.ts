// A little of everything, so that there is an object of each kind to look at.
import Stripe from "stripe";
import { checkout, confirm, monthly, type Local } from "../support.ts";

export interface Made {
  lists: Record<string, string>;
  objects: Record<string, string>;
  kinds: string[];
  recorded: Record<string, { path: string; object?: unknown }>;
}

const EXPANDED = "expand[]=latest_invoice.confirmation_secret&expand[]=latest_invoice.payments";

export async function makeHistory({ stripe, server }: Local): Promise<Made> {
  const feature = await stripe.entitlements.features.create({ name: "Reports", lookup_key: "reports" });
  const price = await monthly(stripe);
  await stripe.products.createFeature(String(price.product), { entitlement_feature: feature.id });
  await stripe.prices.create({
    currency: "jpy",
    unit_amount_decimal: Stripe.Decimal.from("10.5"),
    product: String(price.product),
    recurring: { interval: "year" },
    nickname: "Yearly",
    lookup_key: "yearly",
  });
  await stripe.prices.create({ currency: "usd", unit_amount: 500, product_data: { name: "Once" } });

  const buyer = (await stripe.customers.create({ email: "buyer@example.com" })).id;
  await stripe.customers.create({
    address: { city: "Paris", country: "FR" },
    shipping: { name: "S", address: { city: "Paris" } },
  });
  const coupon = await stripe.coupons.create({
    percent_off: 20,
    duration: "repeating",
    duration_in_months: 3,
    name: "Spring",
  });
  await stripe.coupons.create({ amount_off: 100, currency: "usd", duration: "once" });
  const code = await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, code: "SPRING" });
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
  const setupIntent = await stripe.setupIntents.create({ payment_method: "pm_card_visa", confirm: true });
  const open = await stripe.checkout.sessions.create({
    mode: "subscription",
    customer: buyer,
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: "http://localhost/ok",
    cancel_url: "http://localhost/no",
  });
  const setup = await stripe.checkout.sessions.create({
    mode: "setup",
    customer: buyer,
    currency: "usd",
    success_url: "http://localhost/ok",
    cancel_url: "http://localhost/no",
  });
  const paid = await confirm(stripe, await checkout(stripe, { line_items: [{ price: price.id, quantity: 2 }] }));
  const trial = await confirm(stripe, await checkout(stripe, { subscription_data: { trial_period_days: 14 } }));
  await stripe.checkout.sessions.expire((await checkout(stripe)).id);
  const customer = String(paid.customer);
  const active = String(paid.subscription);

  const challenged = await stripe.customers.create({ email: "sca@example.com" });
  const method = await stripe.paymentMethods.attach("pm_card_authenticationRequired", { customer: challenged.id });
  const incomplete = await stripe.subscriptions.create({
    customer: challenged.id,
    items: [{ price: price.id }],
    default_payment_method: method.id,
  });
  const ended = await stripe.subscriptions.create({ customer, items: [{ price: price.id }], trial_period_days: 30 });
  const discounted = await stripe.subscriptions.create({
    customer,
    items: [{ price: price.id, quantity: 3 }],
    discounts: [{ promotion_code: code.id }],
    default_payment_method: "pm_card_visa",
  });
  await stripe.subscriptions.update(discounted.id, {
    items: [{ id: discounted.items.data[0]?.id ?? "", quantity: 5 }],
  });
  await stripe.subscriptions.update(active, { cancel_at_period_end: true });
  await stripe.subscriptions.cancel(ended.id);
  await stripe.customers.update(customer, { metadata: { a: "1" } });
  await stripe.customers.del((await stripe.customers.create({ name: "Gone" })).id);

  const configuration = await stripe.billingPortal.configurations.create({
    features: {
      subscription_cancel: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price"],
        products: [{ product: String(price.product), prices: [price.id] }],
      },
    },
  });
  await stripe.billingPortal.sessions.create({
    customer,
    return_url: "http://localhost/",
    flow_data: { type: "payment_method_update" },
  });
  const portal = await stripe.billingPortal.sessions.create({ customer, return_url: "http://localhost/" });
  const endpoint = await stripe.webhookEndpoints.create({
    url: `${server.url}/nowhere`,
    enabled_events: ["invoice.paid"],
    description: "x",
  });
  const invoice = String(paid.invoice);
  const [charge] = (await stripe.charges.list({ customer })).data;
  await stripe.refunds.create({ charge: charge?.id ?? "", amount: 100 });
  await stripe.subscriptions.create({
    customer: (await stripe.customers.create({})).id,
    items: [{ price: price.id }],
    default_payment_method: "pm_card_createDispute",
  });
  await stripe.taxIds.create({ type: "eu_vat", value: "DE123456789", owner: { type: "customer", customer } });
  await stripe.billing.meters.create({
    display_name: "Calls",
    event_name: "calls",
    default_aggregation: { formula: "sum" },
  });
  const rate = await stripe.taxRates.create({ display_name: "VAT", percentage: 19, inclusive: false });
  await stripe.tax.registrations.create({
    country: "DE",
    active_from: "now",
    country_options: { de: { type: "standard", standard: { place_of_supply_scheme: "standard" } } },
  });
  await stripe.customers.update(customer, { address: { country: "DE" } });
  for (const taxes of [{ automatic_tax: { enabled: true } }, { default_tax_rates: [rate.id] }])
    await stripe.subscriptions.create({
      customer,
      items: [{ price: price.id }],
      default_payment_method: "pm_card_visa",
      ...taxes,
    });
  await stripe.subscriptionSchedules.create({ from_subscription: discounted.id });
  await debit(stripe);
  const [intent] = (await stripe.invoicePayments.list({ invoice })).data;

  return {
    lists: {
      "/v1/customers": "customer",
      "/v1/products": "product",
      "/v1/prices": "price",
      "/v1/checkout/sessions": "checkout.session",
      [`/v1/checkout/sessions/${open.id}/line_items`]: "item",
      "/v1/subscriptions?status=all": "subscription",
      [`/v1/subscription_items?subscription=${active}`]: "subscription_item",
      "/v1/invoices": "invoice",
      [`/v1/invoice_payments?invoice=${invoice}`]: "invoice_payment",
      [`/v1/customers/${customer}/payment_methods`]: "payment_method",
      "/v1/billing_portal/configurations": "billing_portal.configuration",
      "/v1/coupons": "coupon",
      "/v1/promotion_codes": "promotion_code",
      "/v1/test_helpers/test_clocks": "test_helpers.test_clock",
      "/v1/setup_intents": "setup_intent",
      "/v1/payment_intents": "payment_intent",
      "/v1/charges": "charge",
      "/v1/refunds": "refund",
      "/v1/disputes": "dispute",
      "/v1/webhook_endpoints": "webhook_endpoint",
      "/v1/events": "event",
      "/v1/entitlements/features": "entitlements.feature",
      [`/v1/products/${String(price.product)}/features`]: "product_feature",
      [`/v1/entitlements/active_entitlements?customer=${customer}`]: "entitlements.active_entitlement",
    },
    objects: {
      [`/v1/customers/${customer}`]: "customer",
      [`/v1/subscriptions/${active}`]: "subscription",
      [`/v1/subscriptions/${incomplete.id}`]: "subscription",
      [`/v1/invoices/${invoice}`]: "invoice",
      [`/v1/subscriptions/${discounted.id}`]: "subscription",
      [`/v1/test_helpers/test_clocks/${clock.id}`]: "test_helpers.test_clock",
      [`/v1/setup_intents/${setupIntent.id}`]: "setup_intent",
      [`/v1/coupons/${coupon.id}`]: "coupon",
      [`/v1/promotion_codes/${code.id}`]: "promotion_code",
      [`/v1/checkout/sessions/${paid.id}`]: "checkout.session",
      [`/v1/checkout/sessions/${trial.id}`]: "checkout.session",
      [`/v1/payment_intents/${String(intent?.payment.payment_intent)}`]: "payment_intent",
      [`/v1/billing_portal/configurations/${configuration.id}`]: "billing_portal.configuration",
      [`/v1/webhook_endpoints/${endpoint.id}`]: "webhook_endpoint",
    },
    kinds: [
      "customer",
      "product",
      "price",
      "checkout.session",
      "subscription",
      "invoice",
      "invoice_payment",
      "payment_method",
      "payment_intent",
      "setup_intent",
      "billing_portal.configuration",
      "billing_portal.session",
      "coupon",
      "promotion_code",
      "charge",
      "refund",
      "dispute",
      "test_helpers.test_clock",
      "entitlements.active_entitlement_summary",
    ],
    recorded: {
      checkout_session_subscription_open: { path: `/v1/checkout/sessions/${open.id}` },
      checkout_session_setup_open: { path: `/v1/checkout/sessions/${setup.id}` },
      subscription_active: { path: `/v1/subscriptions/${await plainActive(stripe, price.id)}?${EXPANDED}` },
      subscription_trialing: { path: `/v1/subscriptions/${String(trial.subscription)}?${EXPANDED}` },
      subscription_incomplete_3ds: { path: `/v1/subscriptions/${incomplete.id}?${EXPANDED}` },
      invoice_paid: { path: `/v1/invoices/${invoice}` },
      invoice_payments_list: { path: `/v1/invoice_payments?invoice=${invoice}` },
      portal_session: { path: "", object: JSON.parse(JSON.stringify(portal)) },
      error_no_such_customer_404: { path: "/v1/customers/cus_none" },
    },
  };
}

async function plainActive(stripe: Stripe, price: string): Promise<string> {
  const done = await confirm(stripe, await checkout(stripe, { line_items: [{ price, quantity: 1 }] }));
  return String(done.subscription);
}

/** A debit, which leaves a mandate. */
async function debit(stripe: Stripe): Promise<void> {
  const price = await stripe.prices.create({
    currency: "eur",
    unit_amount: 900,
    recurring: { interval: "month" },
    product_data: { name: "Euros" },
  });
  const session = await checkout(stripe, {
    line_items: [{ price: price.id, quantity: 1 }],
    allowed_payment_method_types: ["card", "sepa_debit"],
  });
  await stripe.rawRequest("POST", `/v1/payment_pages/${session.id}/confirm`, {
    payment_method: "pm_sepaDebit_success_de",
    expected_amount: session.amount_total ?? 0,
  });
}
