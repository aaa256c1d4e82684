/** @jsxImportSource hono/jsx */
// Sessions that can't be paid any more.
import type { CheckoutSession } from "../../store/objects.ts";
import { Message, ReturnLink, type Html } from "../layout.tsx";

/** Where a completed checkout leads. The template is kept verbatim in the session. */
export function successUrl(session: CheckoutSession): string {
  return (session.success_url ?? "/").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}

export function closedPage(session: CheckoutSession): Html {
  return session.status === "complete" ? (
    <Message title="This checkout is complete">
      <p>You don’t need to pay again.</p>
      <ReturnLink to={successUrl(session)} text="Continue to" />
    </Message>
  ) : (
    <Message title="This checkout has expired">
      <p>Nothing was charged. Go back and start again.</p>
      <ReturnLink to={session.cancel_url} text="Back to" />
    </Message>
  );
}

export function unknownPage(): Html {
  return (
    <Message title="Checkout not found">
      <p>The address may be incomplete, or local Stripe was reset. Go back to the shop and start again.</p>
    </Message>
  );
}
