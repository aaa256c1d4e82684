// The hosted checkout without a browser, as Stripe's own command-line tool completes it.
// Not part of Stripe's documented API.
import { get, post } from "../conventions/endpoint.ts";
import { asOfNow, completeCheckout } from "../billing/checkout/complete-checkout.ts";
import { collectAddress } from "../billing/checkout/checkout-tax.ts";
import { address } from "./address-params.ts";
import { integer, required, string } from "../conventions/params.ts";
import { fetchSession } from "./checkout-sessions.ts";

export const paymentPageEndpoints = [
  get("/v1/payment_pages/:id", {}, (ctx, _params, id) => asOfNow(ctx, fetchSession(ctx, id))),
  post("/v1/payment_pages/:id", { tax_region: required(address) }, (ctx, { tax_region }, id) =>
    collectAddress(ctx, fetchSession(ctx, id), tax_region),
  ),
  post(
    "/v1/payment_pages/:id/confirm",
    { payment_method: string(), expected_amount: required(integer({ min: 0 })), email: string(), name: string() },
    (ctx, params, id) => completeCheckout(ctx, fetchSession(ctx, id), params),
  ),
];
