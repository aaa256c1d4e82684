/** @jsxImportSource hono/jsx */
// What the portal's pages have in common.
import type { Child, FC } from "hono/jsx";
import { Layout, Message, ReturnLink, type Html } from "../layout.tsx";
import { inFlow, type Deed, type Portal } from "./access.ts";

const DONE: Record<Deed, string> = {
  card: "Your payment method was updated.",
  card_removed: "The payment method was removed.",
  plan: "Your plan was updated.",
  plan_later: "Your plan changes at the end of the period.",
  plan_unpaid: "Your plan was updated, but the payment was declined. Update your payment method to pay for it.",
  cancel: "Your plan was canceled. You keep it until it ends.",
  canceled: "Your plan was canceled and has ended.",
  renew: "Your plan is no longer canceled.",
  details: "Your billing details were updated.",
};

export const Done: FC<{ did: string | undefined }> = ({ did }) => {
  const text = Object.entries(DONE).find(([deed]) => deed === did)?.[1];
  return text ? (
    <p class="done" role="status">
      {text}
    </p>
  ) : null;
};

/** One page below the homepage. In a flow the way back is out of the portal. */
export const Step: FC<{ portal: Portal; title: string; children?: Child }> = ({ portal, title, children }) => (
  <Layout title={title}>
    {inFlow(portal) ? (
      <ReturnLink to={portal.session.return_url} />
    ) : (
      <p class="return back">
        <a href={portal.home}>Go back</a>
      </p>
    )}
    <h1>{title}</h1>
    {children}
  </Layout>
);

/** The end of a flow whose session shows nothing more. */
export function flowDonePage({ session, flow }: Portal): Html {
  const after = session.flow?.after_completion;
  const [title = "", ...rest] = DONE[flow?.done ?? "plan"].split(/(?<=\.) /);
  const back = after?.type === "redirect" ? (after.redirect?.return_url ?? null) : session.return_url;
  return (
    <Message title={title.replace(/\.$/, "")}>
      <p>{after?.hosted_confirmation?.custom_message ?? (rest.join(" ") || "There’s nothing more to do here.")}</p>
      <ReturnLink to={back} />
    </Message>
  );
}

export function noAddressPage(state: "expired" | "unknown"): Html {
  return state === "expired" ? (
    <Message title="This link has expired">
      <p>Links to the portal work for an hour. Go back to the site that sent you here and open billing again.</p>
    </Message>
  ) : (
    <Message title="Portal page not found">
      <p>
        The address may be incomplete, or local Stripe was reset. Go back to the site that sent you here and open
        billing again.
      </p>
    </Message>
  );
}

export function notOfferedPage(portal: Portal): Html {
  return (
    <Step portal={portal} title="Not available here">
      <p>The portal’s configuration, or the link that led here, doesn’t allow this. Nothing was changed.</p>
    </Step>
  );
}

export function noPlanPage(portal: Portal): Html {
  return (
    <Step portal={portal} title="Plan not found">
      <p>The plan may have ended. Nothing was changed.</p>
    </Step>
  );
}
