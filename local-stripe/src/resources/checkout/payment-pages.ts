// The hosted checkout without a browser, as Stripe's own command-line tool completes it.
// Not part of Stripe's documented API.
import { get, post } from "../../conventions/endpoint.ts";
import { asOfNow, completeCheckout } from "../../billing/checkout/complete-checkout.ts";
import { collectAddress } from "../../billing/checkout/checkout-tax.ts";
import { boolean, dictionary, integer, object, oneOf, required, string } from "../../conventions/params.ts";
import { fetchSession } from "./checkout-sessions.ts";

const address = object({
  city: string(),
  country: string(),
  line1: string(),
  line2: string(),
  postal_code: string(),
  state: string(),
});

/** What the page would ask for. The names are local Stripe's. */
const answerFields = {
  address,
  phone: string(),
  shipping: object({ name: string(), address }),
  business_name: string(),
  individual_name: string(),
  tax_id: object({ type: string(), value: string() }),
  consent: object({ promotions: oneOf("opt_in", "opt_out"), terms_of_service: oneOf("accepted") }),
  custom_fields: dictionary(string()),
  save_payment_method: boolean(),
};

export const paymentPageEndpoints = [
  get("/v1/payment_pages/:id", {}, (ctx, _params, id) => asOfNow(ctx, fetchSession(ctx, id))),
  post("/v1/payment_pages/:id", { tax_region: required(address) }, (ctx, { tax_region }, id) =>
    collectAddress(ctx, fetchSession(ctx, id), tax_region),
  ),
  post(
    "/v1/payment_pages/:id/confirm",
    {
      payment_method: string(),
      expected_amount: required(integer({ min: 0 })),
      email: string(),
      name: string(),
      ...answerFields,
    },
    (ctx, params, id) => completeCheckout(ctx, fetchSession(ctx, id), params),
  ),
];
