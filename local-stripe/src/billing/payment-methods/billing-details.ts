// Whose card or account it is.
import { clearable, object, string } from "../../conventions/params.ts";
import type { PaymentMethod } from "../../store/objects.ts";

const text = () => clearable(string());

export const billingDetails = object({
  address: clearable(
    object({ city: text(), country: text(), line1: text(), line2: text(), postal_code: text(), state: text() }),
  ),
  email: text(),
  name: text(),
  phone: text(),
});
export type BillingDetails = ReturnType<typeof billingDetails.parse>;

export function fullDetails(
  part: BillingDetails = {},
  before?: PaymentMethod["billing_details"],
): PaymentMethod["billing_details"] {
  const none = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  const { address, ...rest } = part;
  return {
    email: null,
    name: null,
    phone: null,
    tax_id: null,
    ...before,
    ...rest,
    address: { ...none, ...before?.address, ...address },
  };
}
