import { definePortal } from "@/lib/billing/catalog-file/portal-file";

/**
 * What the customer portal lets people do, in Stripe's terms:
 * https://docs.stripe.com/api/customer_portal/configurations/object
 * Logo, colors and the business's name are set in Stripe's Dashboard (docs/going-live.md). What each way of changing
 * plans costs you is said there, too. Terms and privacy are those of billing/brand.ts.
 */
export const portal = definePortal({
  headline: "Your plan, your card and your invoices",
  /**
   * Whether customers can open the portal by their e-mail address, without an account here. The sign-in page links it then.
   * `true` and `false` switch it; `null` leaves it as it is set at Stripe.
   */
  loginPage: null,
  planChange: {
    enabled: true,
    /** A dearer plan and a longer interval begin at once, and the difference is paid at once. */
    proration: "always_invoice",
    /** A cheaper plan and a shorter interval begin when the period that was paid for ends. */
    waitsForPeriodEnd: ["decreasing_item_amount", "shortening_interval"],
    /** A change during the trial keeps the trial. */
    trial: "continue_trial",
  },
  paymentMethodUpdate: true,
  billingHistory: true,
  customerUpdate: ["email", "name", "address", "tax_id"],
  cancellation: {
    enabled: true,
    /** Or "immediately". */
    mode: "at_period_end",
    /** What the portal asks. With none our own page asks before, and tells Stripe. */
    reasons: [
      "too_expensive",
      "missing_features",
      "switched_service",
      "unused",
      "customer_service",
      "too_complex",
      "other",
    ],
  },
});
