// The objects as they are stored: Stripe's own types, with every expandable field as an id and every
// decimal as the string that goes over the wire. A builder that forgets a field does not compile.
import type Stripe from "stripe";

export type Stored<T> = T extends Stripe.Decimal
  ? string
  : T extends Array<infer Element>
    ? Array<StoredField<Element>>
    : T extends object
      ? { [Key in keyof T]: StoredField<T[Key]> }
      : T;

/** `string | Customer | null` is stored as `string | null`. Expanding happens when the answer is written. */
type StoredField<Value> = string extends Value ? Exclude<Value, object> : Stored<Value>;

export type Customer = Stored<Stripe.Customer>;
export type Product = Stored<Stripe.Product>;
export type Price = Stored<Stripe.Price>;
export type PaymentMethod = Stored<Stripe.PaymentMethod>;
export type CheckoutSession = Stored<Stripe.Checkout.Session>;
export type SubscriptionItem = Stored<Stripe.SubscriptionItem>;
/** Real answers still carry `plan` and `quantity` at the top for one item, though the types no longer name them. */
export type Subscription = Omit<Stored<Stripe.Subscription>, "items"> & {
  items: List<SubscriptionItem>;
  plan: Stored<Stripe.Plan> | null;
  quantity: number | null;
};
export type InvoiceLine = Stored<Stripe.InvoiceLineItem>;
export type Invoice = Omit<Stored<Stripe.Invoice>, "lines"> & { lines: List<InvoiceLine> };
export type InvoicePayment = Stored<Stripe.InvoicePayment>;
export type PaymentIntent = Stored<Stripe.PaymentIntent>;
export type SetupIntent = Stored<Stripe.SetupIntent>;
export type PortalConfiguration = Stored<Stripe.BillingPortal.Configuration>;
export type PortalSession = Stored<Stripe.BillingPortal.Session>;
export type Charge = Stored<Stripe.Charge>;
export type Refund = Stored<Stripe.Refund>;
export type BalanceTransaction = Stored<Stripe.BalanceTransaction>;
export type CustomerBalanceTransaction = Stored<Stripe.CustomerBalanceTransaction>;
export type CreditNote = Omit<Stored<Stripe.CreditNote>, "lines"> & { lines: List<CreditNoteLine> };
export type CreditNoteLine = Stored<Stripe.CreditNoteLineItem>;
export type Dispute = Stored<Stripe.Dispute>;
export type InvoiceItem = Stored<Stripe.InvoiceItem>;
export type Coupon = Stored<Stripe.Coupon>;
export type PromotionCode = Stored<Stripe.PromotionCode>;
export type Discount = Stored<Stripe.Discount>;
export type SubscriptionSchedule = Stored<Stripe.SubscriptionSchedule>;
export type TaxId = Stored<Stripe.TaxId>;
export type TaxRate = Stored<Stripe.TaxRate>;
export type TaxRegistration = Stored<Stripe.Tax.Registration>;
export type TaxSettings = Omit<Stored<Stripe.Tax.Settings>, "status_details"> & {
  status_details: Stripe.Tax.Settings["status_details"];
};
export type Meter = Stored<Stripe.Billing.Meter>;
export type Mandate = Stored<Stripe.Mandate>;
export type TestClock = Stored<Stripe.TestHelpers.TestClock>;
export type Feature = Stored<Stripe.Entitlements.Feature>;
export type ActiveEntitlement = Stored<Stripe.Entitlements.ActiveEntitlement>;
export type WebhookEndpoint = Stored<Stripe.WebhookEndpoint>;

/** Events keep the object as it was when they were made. */
export interface StripeEvent {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: object; previous_attributes?: Record<string, unknown> };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

export interface List<T> {
  object: "list";
  data: T[];
  has_more: boolean;
  total_count?: number;
  url: string;
}

/** Every kind of object that the store keeps, by the name in its `object` field. */
export interface Objects {
  customer: Customer;
  product: Product;
  price: Price;
  payment_method: PaymentMethod;
  "checkout.session": CheckoutSession;
  subscription: Subscription;
  invoice: Invoice;
  invoice_payment: InvoicePayment;
  payment_intent: PaymentIntent;
  setup_intent: SetupIntent;
  "billing_portal.configuration": PortalConfiguration;
  "billing_portal.session": PortalSession;
  charge: Charge;
  refund: Refund;
  balance_transaction: BalanceTransaction;
  customer_balance_transaction: CustomerBalanceTransaction;
  credit_note: CreditNote;
  dispute: Dispute;
  invoiceitem: InvoiceItem;
  coupon: Coupon;
  promotion_code: PromotionCode;
  discount: Discount;
  subscription_schedule: SubscriptionSchedule;
  tax_id: TaxId;
  tax_rate: TaxRate;
  "tax.registration": TaxRegistration;
  "billing.meter": Meter;
  mandate: Mandate;
  "test_helpers.test_clock": TestClock;
  "entitlements.feature": Feature;
  webhook_endpoint: WebhookEndpoint;
  event: StripeEvent;
}
export type Kind = keyof Objects;
