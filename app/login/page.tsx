import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { pathWith, paths } from "@/app/_components/paths";
import { parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getUser } from "@/lib/auth";
import { getCatalog } from "@/lib/billing/catalog";
import { getNewCustomerTrialDays, getOffer } from "@/lib/billing/offer";
import { ChosenPlan } from "./chosen-plan";
import { ContinueToCheckout } from "./continue-to-checkout";
import { SignForm } from "./sign-form";
import { words } from "./words";

export const metadata: Metadata = { title: words.title };

export default async function LoginPage({ searchParams }: { searchParams: SearchParams }) {
  const [priceId, session, workspace, invitation] = await Promise.all(
    ["price", "session", "workspace", "invitation"].map((key) => parameter(searchParams, key)),
  );
  // Where it goes on is one of our own pages, put together here: no parameter holds an address.
  const next = invitation
    ? pathWith(paths.invitation, { token: invitation })
    : session
      ? pathWith(paths.payment, { session })
      : pathWith(paths.dashboard, { workspace });
  const [user, chosen] = await Promise.all([getUser(), priceId ? findPlan(priceId) : null]);
  if (user && !priceId) redirect(next);
  const offer = user ? await getOffer(user.id) : null;

  return (
    <>
      <SiteHeader>{user && <a href={paths.dashboard}>{words.dashboard}</a>}</SiteHeader>
      <main id="main" className="wrap page">
        <div className="narrow stack">
          {priceId && !chosen && (
            <p className="notice">
              {words.notOnOffer} <a href={paths.pricing}>{words.otherPlan}</a>
            </p>
          )}
          {user && offer ? (
            <>
              {chosen && <ChosenPlan {...chosen} trial={trialFor(offer.trialDays)} />}
              <p className="muted">{words.signedInAs(user.email ?? user.name ?? "")}</p>
              {chosen ? (
                <ContinueToCheckout
                  priceId={chosen.price.priceId}
                  workspaces={offer.workspaces.filter((one) => one.role !== "member")}
                />
              ) : (
                <a className="button" href={paths.dashboard}>
                  {words.toDashboard}
                </a>
              )}
            </>
          ) : (
            <SignForm priceId={chosen?.price.priceId ?? null} next={next} startWithSignUp={Boolean(chosen ?? invitation)}>
              {chosen && <ChosenPlan {...chosen} trial={trialForAnyone()} />}
            </SignForm>
          )}
        </div>
      </main>
    </>
  );
}

async function findPlan(priceId: string) {
  for (const product of (await getCatalog()).products) {
    const price = product.prices.find((one) => one.priceId === priceId);
    if (price) return { product, price };
  }
  return null;
}

function trialForAnyone(): string | null {
  const days = getNewCustomerTrialDays();
  return days === null ? null : words.trialForNewCustomers(days);
}

function trialFor(days: number | null): string | null {
  if (getNewCustomerTrialDays() === null) return null;
  return days === null ? words.noTrialForYou : words.trialForYou(days);
}
