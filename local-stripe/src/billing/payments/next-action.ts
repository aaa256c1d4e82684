// What the payer has to do before a payment or a card goes through: answer the bank's question on a page.
import type { Context } from "../../conventions/context.ts";
import { newId } from "../../conventions/ids.ts";
import type { PaymentIntent, SetupIntent } from "../../store/objects.ts";

type Action = NonNullable<PaymentIntent["next_action"]>;

/** Where the question is asked. The secret in it is what makes the address hard to guess, as in Stripe's. */
function addressOf(ctx: Context, intent: PaymentIntent | SetupIntent): string {
  const query = new URLSearchParams({
    [intent.object]: intent.id,
    [`${intent.object}_client_secret`]: intent.client_secret ?? "",
  });
  return `${ctx.baseUrl}/3d_secure_2/hosted?${query.toString()}`;
}

/** With a page to return to, the payer is sent there and back (recorded); without one, Stripe.js opens the question. */
export function askPayer(ctx: Context, intent: PaymentIntent | SetupIntent, returnUrl: string | undefined): Action {
  const url = addressOf(ctx, intent);
  return returnUrl === undefined
    ? {
        type: "use_stripe_sdk",
        use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: url, source: newId("src") },
      }
    : { type: "redirect_to_url", redirect_to_url: { return_url: returnUrl, url } };
}

/** Where the payer goes once the question is answered; nowhere when Stripe.js asked it. */
export function returnAddress(intent: PaymentIntent | SetupIntent, passed: boolean): string | undefined {
  const given = intent.next_action?.redirect_to_url?.return_url;
  if (!given) return undefined;
  const url = new URL(given);
  url.searchParams.set(intent.object, intent.id);
  url.searchParams.set(`${intent.object}_client_secret`, intent.client_secret ?? "");
  url.searchParams.set("redirect_status", passed ? "succeeded" : "failed");
  return url.href;
}
