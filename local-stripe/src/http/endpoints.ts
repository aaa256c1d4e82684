// Every endpoint there is. The order matters where a fixed path and an id share a place.
import { accountEndpoints } from "../resources/account.ts";
import { balanceEndpoints } from "../resources/balance.ts";
import type { Endpoint } from "../conventions/endpoint.ts";
import { checkoutSessionEndpoints } from "../resources/checkout-sessions.ts";
import { couponEndpoints } from "../resources/coupons.ts";
import { balanceTransactionEndpoints } from "../resources/payments/balance-transactions.ts";
import { creditNoteEndpoints } from "../resources/credit-notes/credit-notes.ts";
import { customerBalanceEndpoints } from "../resources/customer-balance.ts";
import { customerEndpoints } from "../resources/customers.ts";
import { discountEndpoints } from "../resources/discounts.ts";
import { disputeEndpoints } from "../resources/disputes.ts";
import { entitlementEndpoints } from "../resources/entitlements.ts";
import { eventEndpoints } from "../resources/events.ts";
import { invoicePaymentEndpoints } from "../resources/invoice-payments.ts";
import { invoiceEndpoints } from "../resources/invoices.ts";
import { mandateEndpoints } from "../resources/mandates.ts";
import { meterEndpoints } from "../resources/meters.ts";
import { paymentMethodEndpoints } from "../resources/payment-methods.ts";
import { paymentPageEndpoints } from "../resources/payment-pages.ts";
import { chargeEndpoints } from "../resources/payments/charges.ts";
import { paymentIntentEndpoints } from "../resources/payments/payment-intents.ts";
import { invoiceLineEndpoints } from "../resources/invoicing/invoice-lines.ts";
import { invoiceItemEndpoints } from "../resources/invoicing/invoice-items.ts";
import { planEndpoints } from "../resources/plans.ts";
import { portalConfigurationEndpoints } from "../resources/portal-configurations.ts";
import { portalSessionEndpoints } from "../resources/portal-sessions.ts";
import { priceEndpoints } from "../resources/prices.ts";
import { productFeatureEndpoints } from "../resources/product-features.ts";
import { productEndpoints } from "../resources/products.ts";
import { promotionCodeEndpoints } from "../resources/promotion-codes.ts";
import { radarEndpoints } from "../resources/radar.ts";
import { refundEndpoints } from "../resources/refunds.ts";
import { searchEndpoints } from "../resources/search.ts";
import { setupIntentEndpoints } from "../resources/setup-intents.ts";
import { subscriptionItemEndpoints } from "../resources/subscription-items.ts";
import { subscriptionScheduleEndpoints } from "../resources/subscription-schedules.ts";
import { subscriptionEndpoints } from "../resources/subscriptions.ts";
import { taxIdEndpoints } from "../resources/tax-ids.ts";
import { taxRateEndpoints } from "../resources/tax-rates.ts";
import { taxRegistrationEndpoints, taxSettingsEndpoints } from "../resources/tax-registrations.ts";
import { testClockEndpoints } from "../resources/test-clocks.ts";
import { webhookEndpointEndpoints } from "../resources/webhook-endpoints.ts";

export const endpoints: Endpoint[] = [
  ...accountEndpoints,
  ...balanceEndpoints,
  ...searchEndpoints,
  ...customerEndpoints,
  ...customerBalanceEndpoints,
  ...productEndpoints,
  ...productFeatureEndpoints,
  ...priceEndpoints,
  ...meterEndpoints,
  ...planEndpoints,
  ...couponEndpoints,
  ...promotionCodeEndpoints,
  ...paymentMethodEndpoints,
  ...checkoutSessionEndpoints,
  ...paymentPageEndpoints,
  ...subscriptionEndpoints,
  ...subscriptionItemEndpoints,
  ...subscriptionScheduleEndpoints,
  ...invoiceEndpoints,
  ...invoiceLineEndpoints,
  ...invoicePaymentEndpoints,
  ...paymentIntentEndpoints,
  ...chargeEndpoints,
  ...balanceTransactionEndpoints,
  ...creditNoteEndpoints,
  ...invoiceItemEndpoints,
  ...refundEndpoints,
  ...disputeEndpoints,
  ...radarEndpoints,
  ...discountEndpoints,
  ...taxIdEndpoints,
  ...taxRateEndpoints,
  ...taxRegistrationEndpoints,
  ...taxSettingsEndpoints,
  ...mandateEndpoints,
  ...setupIntentEndpoints,
  ...portalConfigurationEndpoints,
  ...portalSessionEndpoints,
  ...testClockEndpoints,
  ...entitlementEndpoints,
  ...webhookEndpointEndpoints,
  ...eventEndpoints,
];
