/** @jsxImportSource hono/jsx */
// Sessions that can't be paid any more.
import type { CheckoutSession } from "../../store/objects.ts";
import { Message, ReturnLink, type Html } from "../layout.tsx";
import { speech, type Visit } from "./visit.ts";

/** Where a completed checkout leads. The template is kept verbatim in the session. */
export function successUrl(session: CheckoutSession): string {
  return afterwards(session) ?? "/";
}

/** An embedded checkout may lead nowhere: the shop's page then goes on by itself. */
function afterwards(session: CheckoutSession): string | null {
  const template = session.redirect_on_completion === "always" ? session.return_url : session.success_url;
  return template?.replaceAll("{CHECKOUT_SESSION_ID}", session.id) ?? null;
}

export function closedPage(session: CheckoutSession, visit: Visit): Html {
  const { say, language } = speech(session, visit);
  return session.status === "complete" ? (
    <Message title={say("This checkout is complete")} say={say} language={language}>
      <p>{say("You don’t need to pay again.")}</p>
      <ReturnLink to={afterwards(session)} text="Continue to" say={say} />
      {session.ui_mode !== "hosted_page" && <Completed session={session} />}
    </Message>
  ) : (
    <Message title={say("This checkout has expired")} say={say} language={language}>
      <p>{say("Nothing was charged. Go back and start again.")}</p>
      <ReturnLink to={session.cancel_url} text="Back to" say={say} />
    </Message>
  );
}

/** What `pages.js` tells the page around an embedded checkout: that it is complete, and where it leads. */
const Completed = ({ session }: { session: CheckoutSession }) => (
  <output hidden data-checkout={session.id} data-leads={afterwards(session) ?? ""} data-origin={originOf(session)} />
);

function originOf({ return_url }: CheckoutSession): string {
  return return_url === undefined ? "*" : new URL(return_url).origin;
}

export function unknownPage(): Html {
  return (
    <Message title="Checkout not found">
      <p>The address may be incomplete, or local Stripe was reset. Go back to the shop and start again.</p>
    </Message>
  );
}
