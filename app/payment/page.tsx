import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { codeOf } from "@/app/_components/product-error";
import { pathWith, paths } from "@/app/_components/paths";
import { parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getUser } from "@/lib/auth";
import { confirmCheckout, type Confirmation } from "@/lib/billing/confirmation";
import { Confirmed } from "./confirmed";
import { StateOfPayment } from "./state-of-payment";
import { WatchOpen } from "./watch-open";
import { WatchPayment } from "./watch-payment";
import { words } from "./words";

export const metadata: Metadata = { title: words.title };

export default async function PaymentPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await parameter(searchParams, "session");
  const user = await getUser();
  if (!user) redirect(pathWith(paths.login, { session }));
  const confirmation = session ? await confirm(user, session) : ({ state: "unknown" } as const);
  return (
    <>
      <SiteHeader />
      <main id="main" className="wrap page">
        <div className="narrow stack">{confirmation ? describe(confirmation) : <Away session={session} />}</div>
      </main>
    </>
  );
}

/** Null while Stripe or we can't say. */
async function confirm(user: Parameters<typeof confirmCheckout>[0], session: string): Promise<Confirmation | null> {
  try {
    return await confirmCheckout(user, session);
  } catch (error) {
    if (codeOf(error)) return null;
    throw error;
  }
}

const Away = ({ session }: { session?: string }) => (
  <StateOfPayment title={words.awayTitle} href={pathWith(paths.payment, { session })} next={words.again}>
    {words.away}
  </StateOfPayment>
);

function describe(confirmation: Confirmation) {
  if (confirmation.state === "unknown") {
    return (
      <StateOfPayment title={words.unknownTitle} href={paths.dashboard} next={words.toDashboard}>
        {words.unknown}
      </StateOfPayment>
    );
  }
  const pricing = pathWith(paths.pricing, { workspace: confirmation.workspaceId });
  const dashboard = pathWith(paths.dashboard, { workspace: confirmation.workspaceId });
  switch (confirmation.state) {
    case "confirmed":
      return <Confirmed confirmation={confirmation} dashboard={dashboard} />;
    case "processing":
      return <WatchPayment dashboard={dashboard} />;
    case "open":
      return (
        <>
          <WatchOpen />
          <StateOfPayment title={words.openTitle} href={confirmation.url} next={words.backToCheckout} pricing={pricing}>
            {words.open}
          </StateOfPayment>
        </>
      );
    case "failed":
      return (
        <StateOfPayment title={words.failedTitle} href={pricing} next={words.toPlans}>
          {words.failed}
        </StateOfPayment>
      );
    case "expired":
      return (
        <StateOfPayment title={words.expiredTitle} href={pricing} next={words.toPlans}>
          {words.expired}
        </StateOfPayment>
      );
    case "ended":
      return (
        <StateOfPayment title={words.endedTitle} href={dashboard} next={words.toDashboard} pricing={pricing}>
          {words.ended}
        </StateOfPayment>
      );
  }
}
