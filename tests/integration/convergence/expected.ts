import type { Kind as Mirrored } from "@/lib/billing/mirror/records";

/** The kinds that these histories play. */
export type Played = Exclude<Mirrored, "subscription_schedule" | "portal_configuration">;
type Kind = Played;

/** An object of Stripe's as JSON. */
export type StripeObject = { id: string; object: string } & Record<string, unknown>;

const FORMS: Record<Kind, (object: Reach) => Record<string, unknown>> = {
  customer: (it) => ({
    email: it.at("email"),
    name: it.at("name"),
    currency: it.at("currency"),
    default_payment_method_id: it.at("invoice_settings.default_payment_method"),
    default_source_id: it.at("default_source"),
    delinquent: it.at("delinquent"),
    balance_minor: it.at("balance"),
    discounted: it.at("discount") !== null,
    metadata: it.at("metadata") ?? {},
    created_at: it.at("created"),
  }),
  payment_method: (it) => ({
    customer_id: it.at("customer"),
    type: it.at("type"),
    brand: it.at("card.brand"),
    last4: it.at("card.last4"),
    fingerprint: it.at("card.fingerprint"),
    exp_month: it.at("card.exp_month"),
    exp_year: it.at("card.exp_year"),
  }),
  product: (it) => ({
    active: it.at("active") ?? false,
    name: it.at("name"),
    description: it.at("description"),
    plan_group: it.at("metadata.plan_group"),
    metadata: it.at("metadata") ?? {},
    created_at: it.at("created"),
    features: [
      ...new Set(
        String(it.at("metadata.features") ?? "")
          .split(" ")
          .filter(Boolean),
      ),
    ],
  }),
  price: (it) => ({
    product_id: it.at("product"),
    active: it.at("active") ?? false,
    type: it.at("type"),
    currency: it.at("currency"),
    unit_amount_minor: it.at("unit_amount"),
    unit_amount_decimal: it.at("unit_amount_decimal") === null ? null : Number(it.at("unit_amount_decimal")),
    currency_options: currencyOptions(it),
    tiers_mode: it.at("tiers_mode"),
    package_size: it.at("transform_quantity.divide_by"),
    package_round: it.at("transform_quantity.round"),
    tax_behavior: it.at("tax_behavior"),
    meter_id: it.at("recurring.meter"),
    seats: null,
    min_seats: null,
    max_seats: null,
    hidden: it.at("metadata.hidden") === "true",
    companion: false,
    setup_fee_for: null,
    billing_scheme: it.at("billing_scheme"),
    interval: it.at("recurring.interval"),
    interval_count: it.at("recurring.interval_count"),
    usage_type: it.at("recurring.usage_type"),
    per_seat: it.at("metadata.per_seat") === "true",
    nickname: it.at("nickname"),
    lookup_key: it.at("lookup_key"),
    metadata: it.at("metadata") ?? {},
    created_at: it.at("created"),
  }),
  subscription: (it) => ({
    customer_id: it.at("customer"),
    workspace_id: it.at("metadata.workspace_id"),
    user_id: it.at("metadata.user_id"),
    status: it.at("status"),
    currency: it.at("currency"),
    created_at: it.at("created"),
    start_date: it.at("start_date"),
    trial_start: it.at("trial_start"),
    trial_end: it.at("trial_end"),
    trial_without_card: ["cancel", "pause"].includes(
      String(it.at("trial_settings.end_behavior.missing_payment_method")),
    )
      ? it.at("trial_settings.end_behavior.missing_payment_method")
      : null,
    cancel_at: it.at("cancel_at"),
    cancel_at_period_end: it.at("cancel_at_period_end"),
    canceled_at: it.at("canceled_at"),
    ended_at: it.at("ended_at"),
    collection_method: it.at("collection_method"),
    pending_items_billed: it.at("pending_invoice_item_interval")
      ? `${String(it.at("pending_invoice_item_interval.interval"))}_${String(it.at("pending_invoice_item_interval.interval_count"))}`
      : null,
    default_payment_method_id: it.at("default_payment_method"),
    default_source_id: it.at("default_source"),
    latest_invoice_id: it.at("latest_invoice"),
    paused_reason:
      it.at("status") === "paused" ? (it.at("status_details.paused.subscription.type") ?? "unknown") : null,
    payment_method_types: it.at("payment_settings.payment_method_types") ?? [],
    billed_beside: [
      ...(JSON.stringify([it.at("discounts"), it.all("items.data").map((item) => item.at("discounts"))]).includes("di_")
        ? ["discount"]
        : []),
      ...(it.at("automatic_tax.enabled") === true ? ["tax"] : []),
      ...(it.at("schedule") === null ? [] : ["schedule"]),
      ...(it.at("pause_collection") === null ? [] : ["pause"]),
    ],
    metadata: it.at("metadata") ?? {},
    items: it.all("items.data").map((item) => ({
      id: item.at("id"),
      product_id: item.at("price.product"),
      price_id: item.at("price.id"),
      quantity: item.at("quantity"),
      period_start: item.at("current_period_start"),
      period_end: item.at("current_period_end"),
    })),
  }),
  invoice: (it) => ({
    customer_id: it.at("customer"),
    subscription_id: it.at("parent.subscription_details.subscription"),
    number: it.at("number"),
    status: it.at("status"),
    billing_reason: it.at("billing_reason"),
    collection_method: it.at("collection_method"),
    gave: it.at("lines.data") && gave(it.all("lines.data")),
    currency: it.at("currency"),
    total_minor: it.at("total"),
    amount_due_minor: it.at("amount_due"),
    amount_paid_minor: it.at("amount_paid"),
    amount_remaining_minor: it.at("amount_remaining"),
    attempt_count: it.at("attempt_count"),
    next_payment_attempt: it.at("next_payment_attempt"),
    due_date: it.at("due_date"),
    finalization_error: it.at("last_finalization_error.code") ?? it.at("last_finalization_error.type"),
    hosted_invoice_url: it.at("hosted_invoice_url"),
    invoice_pdf: it.at("invoice_pdf"),
    created_at: it.at("created"),
  }),
};

/** An event says neither the tiers nor the other currencies: see `sameButCurrencies`. */
function currencyOptions(it: Reach): Record<string, unknown> | null {
  if (it.at("currency") === null) return null;
  const all = { ...(it.at("currency_options") as Record<string, unknown> | null), [String(it.at("currency"))]: it };
  return Object.fromEntries(
    Object.entries(all).map(([currency, option]) => {
      const of = option instanceof Reach ? option : new Reach(option as Record<string, unknown>);
      const amounts = { unit_amount_minor: of.at("unit_amount"), unit_amount_decimal: of.at("unit_amount_decimal") };
      const tiers = (it: Reach[]) =>
        it.map((tier) => ({
          up_to: tier.at("up_to"),
          unit_amount_decimal: tier.at("unit_amount_decimal"),
          flat_amount_decimal: tier.at("flat_amount_decimal"),
        }));
      return [currency, { ...amounts, tiers: of.at("tiers") && tiers(of.all("tiers")) }];
    }),
  );
}

/** Whether a row is what an event says of a price, which is all but its other currencies. */
export function sameButCurrencies(sight: string, state: string): boolean {
  const [seen, was] = [sight, state].map((text) =>
    JSON.stringify({ ...(JSON.parse(text) as object), currency_options: 0 }),
  );
  return seen === was;
}

/** The last line of each item; what was given back in the second of a change is not it. */
function gave(lines: Reach[]): Record<string, unknown> {
  const own = lines.map((line) => ({
    item: line.at("parent.subscription_item_details.subscription_item"),
    proration: line.at("parent.subscription_item_details.proration") === true,
    credited: line.at("parent.subscription_item_details.proration_details.credited_items.invoice"),
    price: line.at("pricing.price_details.price"),
    product: line.at("pricing.price_details.product"),
    amount: Number(line.at("amount")),
    off: (line.at("discount_amounts") as { amount: number }[]).reduce((sum, { amount }) => sum + amount, 0),
    quantity: line.at("quantity"),
    start: Number(line.at("period.start")),
    end: Number(line.at("period.end")),
  }));
  const items = [...new Set(own.flatMap(({ item }) => (typeof item === "string" ? item : [])))];
  return Object.fromEntries(
    items.map((item) => {
      const mine = own.filter((line) => line.item === item);
      const isCredit = (line: (typeof own)[number]) => line.proration && (line.amount < 0 || line.credited !== null);
      const credits = mine.filter(isCredit).toSorted((a, b) => a.start - b.start);
      const charges = mine.filter((line) => !isCredit(line)).toSorted((a, b) => a.start - b.start);
      const kept = charges.filter(
        (line) => !credits.some((c) => c.price === line.price && c.quantity === line.quantity && c.start >= line.start),
      );
      const last = charges.findLast(({ proration }) => !proration) ?? kept.at(-1) ?? charges.at(-1);
      if (!last) return [item, null];
      const [credit] = credits;
      return [
        item,
        {
          product_id: last.product,
          price_id: last.price,
          quantity: last.quantity,
          amount_minor: last.amount - last.off,
          whole: !last.proration,
          instead_of: credit ? { product_id: credit.product, invoice_id: credit.credited } : null,
          from: new Date(last.start * 1000).toISOString(),
          to: new Date(last.end * 1000).toISOString(),
        },
      ];
    }),
  );
}

export const KINDS = Object.keys(FORMS) as Kind[];

export const isMirrored = (kind: string): kind is Kind => KINDS.some((known) => known === kind);

/** Reads Stripe's fields by their paths: a second opinion on lib/billing/mirror/records.ts, so it shares nothing with it. */
class Reach {
  constructor(private readonly object: Record<string, unknown>) {}

  at(path: string): unknown {
    let here: unknown = this.object;
    for (const name of path.split(".")) here = (here as Record<string, unknown> | null | undefined)?.[name];
    return here ?? null;
  }

  all(path: string): Reach[] {
    return (this.at(path) as Record<string, unknown>[]).map((each) => new Reach(each));
  }
}

/** What the row and all that hangs on it must say, in one comparable text. */
export function expected(kind: Kind, object: StripeObject): string {
  const form: Record<string, unknown> = { id: object.id, ...FORMS[kind](new Reach(object)) };
  if (kind !== "subscription") form.deleted = false;
  return inOneWay(form);
}

/** The same for an object that is gone. */
export function expectedGone(kind: Kind, id: string): string {
  return inOneWay({ id, ...FORMS[kind](new Reach({})), deleted: true });
}

/** The same of what the database has: instants as Stripe's seconds, and without what is not Stripe's. */
export function found(row: Record<string, unknown>): string {
  const { as_of: _asOf, revision: _revision, latest_event_id: _event, status_since: _since, ...columns } = row;
  return inOneWay(columns);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/;

function inOneWay(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === "string" && INSTANT.test(part)) return Date.parse(part) / 1000;
    if (typeof part !== "object" || part === null || Array.isArray(part))
      return Array.isArray(part) ? sortedById(part) : part;
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/** Items have no order of their own; features have. */
function sortedById(list: unknown[]): unknown[] {
  const id = (each: unknown) => String((each as { id?: string }).id ?? "");
  return [...list].sort((one, other) => id(one).localeCompare(id(other)));
}
