import { stripeHref } from "@/lib/billing/operator/stripe-links";
import { messages } from "./messages";

/** An object's id, which leads to it at Stripe. */
export function StripeLink({ kind, id }: { kind: "customers" | "subscriptions"; id: string }) {
  return (
    <a href={stripeHref(kind, id)} rel="noreferrer" target="_blank" aria-label={messages.atStripe(id)}>
      {id}
    </a>
  );
}
