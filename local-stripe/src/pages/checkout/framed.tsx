/** @jsxImportSource hono/jsx */
// What `pages.js` tells the shop's page around an embedded checkout.
import type { FC } from "hono/jsx";
import type { CheckoutSession } from "../../store/objects.ts";

export const Framed: FC<{ session: CheckoutSession }> = ({ session }) =>
  session.ui_mode === "hosted_page" ? null : (
    <output
      hidden
      data-checkout={session.id}
      data-status={session.status}
      data-leads={afterwards(session) ?? ""}
      data-origin={originOf(session)}
    />
  );

/** Of a page that tells nothing of any session, whatever page is around it. */
export const FramedByAny: FC = () => <output hidden data-checkout="" data-status="unknown" data-origin="*" />;

/** Where a completed checkout leads. The template is kept verbatim in the session. */
export function successUrl(session: CheckoutSession): string {
  return afterwards(session) ?? "/";
}

/** An embedded checkout may lead nowhere: the shop's page decides what happens then. */
export function afterwards(session: CheckoutSession): string | null {
  const template = session.redirect_on_completion === "always" ? session.return_url : session.success_url;
  return template?.replaceAll("{CHECKOUT_SESSION_ID}", session.id) ?? null;
}

function originOf({ return_url }: CheckoutSession): string {
  return return_url === undefined ? "*" : new URL(return_url).origin;
}
