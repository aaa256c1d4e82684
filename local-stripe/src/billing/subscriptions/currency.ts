import { invalid } from "../../conventions/errors.ts";
import type { Customer } from "../../store/objects.ts";
import type { WantedItem } from "./subscription-object.ts";

/** All items share one currency, and it is the customer's once there is one. */
export function currencyOf(items: WantedItem[], customer: Pick<Customer, "currency"> | undefined): string {
  const [first, ...rest] = new Set(items.map((item) => item.price.currency));
  if (first === undefined) throw invalid("Missing required param: items.", "items", "parameter_missing");
  if (rest.length > 0) throw invalid("All prices on a subscription must have the same currency.", "items");
  if (customer?.currency && customer.currency !== first) {
    throw invalid(
      `You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency ${customer.currency}`,
    );
  }
  return first;
}
