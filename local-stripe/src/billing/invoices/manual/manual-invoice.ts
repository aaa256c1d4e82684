// An invoice that is made by hand, for what waits or for what is put into it later. It is a draft until it is finalized by a
// call, or an hour after its creation with `auto_advance`.
import { nowFor } from "../../../conventions/clock.ts";
import type { Context } from "../../../conventions/context.ts";
import { DAY, HOUR } from "../../../time.ts";
import type { Customer, Invoice, InvoiceItem, Subscription } from "../../../store/objects.ts";
import { subscriptionObject, type WantedSubscription } from "../../subscriptions/subscription-object.ts";
import { draftInvoice } from "../invoice-object.ts";
import { recordDraft } from "../lifecycle.ts";
import { recounted } from "./draft-lines.ts";

export interface WantedInvoice {
  currency: string;
  items: InvoiceItem[];
  subscription: Subscription | undefined;
  discounts: string[];
  given: Partial<Invoice>;
  auto_advance: boolean;
  days_until_due: number | undefined;
}

export function createManualInvoice(ctx: Context, customer: Customer, wanted: WantedInvoice): Invoice {
  const now = nowFor(ctx, customer.id);
  const { currency, subscription, discounts, given } = wanted;
  // An invoice without a subscription is drawn as that of one without items
  const like = subscription ?? subscriptionObject(nothing(customer), now, currency);
  const drawn = draftInvoice(ctx, { ...like, collection_method: "charge_automatically" }, customer, {
    now,
    reason: "manual",
    items: [],
    pending: wanted.items,
    discounts: [],
  });
  const draft = withAdvance(
    {
      ...drawn,
      parent: subscription ? drawn.parent : null,
      rendering: RENDERING,
      discounts,
      webhooks_delivered_at: now,
      ...given,
      due_date: wanted.days_until_due === undefined ? (given.due_date ?? null) : now + wanted.days_until_due * DAY,
    },
    wanted.auto_advance,
  );
  return recordDraft(ctx, recounted(ctx, draft));
}

/** What an account shows by default (recorded on invoices made by hand). */
const RENDERING: Invoice["rendering"] = {
  amount_tax_display: null,
  pdf: { page_size: "auto" },
  template: null,
  template_version: null,
};

/** When a draft is finalized and charged; Stripe's own second more is recorded. */
export function withAdvance(draft: Invoice, auto_advance: boolean): Invoice {
  const charged = draft.collection_method === "charge_automatically";
  return {
    ...draft,
    auto_advance,
    automatically_finalizes_at: auto_advance ? draft.created + HOUR + 1 : null,
    next_payment_attempt: auto_advance && charged ? draft.created + HOUR : null,
  };
}

const nothing = ({ id, test_clock }: Customer): WantedSubscription => ({
  customer: id,
  items: [],
  trial_end: null,
  default_payment_method: null,
  metadata: {},
  description: null,
  missing_payment_method: "create_invoice",
  test_clock: test_clock ?? null,
});
