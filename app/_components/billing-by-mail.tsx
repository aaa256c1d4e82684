import { findPortalLoginUrl } from "@/lib/billing/portal/login-page";
import type { Messages } from "@/lib/messages";

/** For who pays and can't sign in: Stripe's portal by e-mail, where its login page is on. */
export async function BillingByMail({ messages: { sentences } }: { messages: Messages }) {
  const url = await findPortalLoginUrl();
  if (!url) return null;
  const { lead, link } = sentences.login.billing;
  return (
    <p className="small muted">
      {lead}{" "}
      <a href={url} rel="noreferrer">
        {link}
      </a>
    </p>
  );
}
