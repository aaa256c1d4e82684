// Every endpoint there is. The order matters where a fixed path and an id share a place.
import { accountEndpoints } from './account.ts'
import type { Endpoint } from './api.ts'
import { customerEndpoints } from './resources/customers.ts'
import { invoicePaymentEndpoints } from './resources/invoice-payments.ts'
import { paymentMethodEndpoints } from './resources/payment-methods.ts'
import { priceEndpoints } from './resources/prices.ts'
import { productEndpoints } from './resources/products.ts'

export const endpoints: Endpoint[] = [
  ...accountEndpoints,
  ...customerEndpoints,
  ...productEndpoints,
  ...priceEndpoints,
  ...paymentMethodEndpoints,
  ...invoicePaymentEndpoints,
]
