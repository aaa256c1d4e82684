// Every endpoint there is. The order matters where a fixed path and an id share a place.
import { accountEndpoints } from "../resources/account.ts";
import { balanceEndpoints } from "../resources/payments/balance.ts";
import type { Endpoint } from "../conventions/endpoint.ts";
import { checkoutSessionEndpoints } from "../resources/checkout/checkout-sessions.ts";
import { couponEndpoints } from "../resources/catalog/coupons.ts";
import { balanceTransactionEndpoints } from "../resources/payments/balance-transactions.ts";
import { creditNoteEndpoints } from "../resources/credit-notes/credit-notes.ts";
import { customerBalanceEndpoints } from "../resources/customers/customer-balance.ts";
import { customerEndpoints } from "../resources/customers/customers.ts";
import { discountEndpoints } from "../resources/catalog/discounts.ts";
import { disputeEndpoints } from "../resources/payments/disputes.ts";
import { entitlementEndpoints } from "../resources/catalog/entitlements.ts";
import { eventEndpoints } from "../resources/events.ts";
import { invoicePaymentEndpoints } from "../resources/invoicing/invoice-payments.ts";
import { invoiceEndpoints } from "../resources/invoicing/invoices.ts";
import { mandateEndpoints } from "../resources/customers/mandates.ts";
import { meterEndpoints } from "../resources/catalog/meters.ts";
import { paymentMethodEndpoints } from "../resources/customers/payment-methods.ts";
import { paymentPageEndpoints } from "../resources/checkout/payment-pages.ts";
import { chargeEndpoints } from "../resources/payments/charges.ts";
import { paymentIntentEndpoints } from "../resources/payments/payment-intents.ts";
import { invoiceLineEndpoints } from "../resources/invoicing/invoice-lines.ts";
import { invoiceItemEndpoints } from "../resources/invoicing/invoice-items.ts";
import { planEndpoints } from "../resources/catalog/plans.ts";
import { portalConfigurationEndpoints } from "../resources/portal/portal-configurations.ts";
import { portalSessionEndpoints } from "../resources/portal/portal-sessions.ts";
import { priceEndpoints } from "../resources/catalog/prices.ts";
import { productFeatureEndpoints } from "../resources/catalog/product-features.ts";
import { productEndpoints } from "../resources/catalog/products.ts";
import { promotionCodeEndpoints } from "../resources/catalog/promotion-codes.ts";
import { radarEndpoints } from "../resources/payments/radar.ts";
import { refundEndpoints } from "../resources/payments/refunds.ts";
import { searchEndpoints } from "../resources/search.ts";
import { setupIntentEndpoints } from "../resources/payments/setup-intents.ts";
import { subscriptionItemEndpoints } from "../resources/subscriptions/subscription-items.ts";
import { subscriptionScheduleEndpoints } from "../resources/schedules/subscription-schedules.ts";
import { subscriptionEndpoints } from "../resources/subscriptions/subscriptions.ts";
import { taxIdEndpoints } from "../resources/tax/tax-ids.ts";
import { taxRateEndpoints } from "../resources/tax/tax-rates.ts";
import { taxRegistrationEndpoints, taxSettingsEndpoints } from "../resources/tax/tax-registrations.ts";
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
