/** @jsxImportSource hono/jsx */
// Sessions that can't be paid any more.
import type { CheckoutSession } from "../../store/objects.ts";
import { Message, ReturnLink, type Html } from "../layout.tsx";
import { afterwards, Framed, FramedByAny } from "./framed.tsx";
import { speech, type Visit } from "./visit.ts";

export function closedPage(session: CheckoutSession, visit: Visit): Html {
  const { say, language } = speech(session, visit);
  return session.status === "complete" ? (
    <Message title={say("This checkout is complete")} say={say} language={language}>
      <p>{say("You don’t need to pay again.")}</p>
      <ReturnLink to={afterwards(session)} text="Continue to" say={say} />
      <Framed session={session} />
    </Message>
  ) : (
    <Message title={say("This checkout has expired")} say={say} language={language}>
      <p>{say("Nothing was charged. Go back and start again.")}</p>
      <ReturnLink to={session.cancel_url} text="Back to" say={say} />
      <Framed session={session} />
    </Message>
  );
}

export function unknownPage(): Html {
  return (
    <Message title="Checkout not found">
      <p>The address may be incomplete, or local Stripe was reset. Go back to the shop and start again.</p>
      <FramedByAny />
    </Message>
  );
}
