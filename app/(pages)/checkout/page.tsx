import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { cache } from "react";
import { ActionForm } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { pathWith, paths } from "@/app/_components/paths";
import { parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { titleOf } from "@/app/_components/workspace-title";
import { getUser } from "@/lib/auth";
import { fetchCheckout } from "@/lib/billing/checkout/open-checkout";
import { env } from "@/lib/env";
import { openOnStripe } from "./actions";
import styles from "./checkout.module.css";
import { LeavesForStripe } from "./leaves-for-stripe";
import { OrderOf } from "./order-of";
import { PaymentForm } from "./payment-form";
import { WatchCheckout } from "./watch-checkout";

/** Looked up once per request, for the title and for the page. */
const findCheckout = cache(async (session: string) => {
  const user = await getUser();
  return user && fetchCheckout(user, session);
});

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }): Promise<Metadata> {
  const { t } = await getMessages();
  const session = await parameter(searchParams, "session");
  const checkout = session ? await findCheckout(session).catch(() => null) : null;
  return { ...(await titleOf(t("checkout.title"), checkout?.workspaceId)), robots: { index: false } };
}

/** Where a checkout is paid. What is true of one that can't be paid any more, the page after payment says. */
export default async function CheckoutPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await parameter(searchParams, "session");
  if (!(await getUser())) redirect(pathWith(paths.login, { checkout: session }));
  const checkout = session ? await findCheckout(session) : null;
  if (!session || !checkout) redirect(pathWith(paths.payment, { session }));
  const { workspaceId, expiresAt, url, clientSecret, order } = checkout;
  const messages = await getMessages();
  const { checkout: said } = messages.sentences;
  return (
    <>
      <SiteHeader workspace={workspaceId} />
      {clientSecret ? (
        <main id="main" className={`wrap page ${styles.page}`}>
          <WatchCheckout expiresAt={expiresAt?.toISOString() ?? null} />
          <h1>{said.heading}</h1>
          <OrderOf order={order} workspaceId={workspaceId} messages={messages} />
          <PaymentForm
            key={clientSecret}
            session={session}
            publishableKey={env().STRIPE_PUBLISHABLE_KEY}
            scriptUrl={env().STRIPE_JS_URL}
            clientSecret={clientSecret}
            said={said.form}
          />
          <noscript>
            <ActionForm action={openOnStripe} hidden={{ session }} button={said.leaving.next} />
          </noscript>
        </main>
      ) : (
        <main id="main" className="wrap page">
          <div className="narrow stack">{url && <LeavesForStripe url={url} messages={messages} />}</div>
        </main>
      )}
    </>
  );
}
