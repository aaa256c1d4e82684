import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getWords } from "@/app/_components/get-words";
import { pathWith, paths } from "@/app/_components/paths";
import { parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getUser } from "@/lib/auth";
import { getCatalog } from "@/lib/billing/catalog";
import { getNewCustomerTrialDays, getOffer } from "@/lib/billing/offer";
import type { Words } from "@/lib/words";
import { ChosenPlan } from "./chosen-plan";
import { ContinueToCheckout } from "./continue-to-checkout";
import { SignForm } from "./sign-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getWords()).t("login.title") };
}

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
  const words = await getWords();
  const { t, sentences } = words;
  const { form } = sentences.login;

  return (
    <>
      <SiteHeader>{user && <a href={paths.dashboard}>{sentences.browser.dashboard}</a>}</SiteHeader>
      <main id="main" className="wrap page">
        <div className="narrow stack">
          {priceId && !chosen && (
            <p className="notice">
              {t("login.notOnOffer")} <a href={paths.pricing}>{t("login.otherPlan")}</a>
            </p>
          )}
          {user && offer ? (
            <>
              {chosen && <ChosenPlan {...chosen} words={words} trial={trialFor(offer.trialDays, words)} />}
              <p className="muted">{t("login.form.signedInAs", { who: user.email ?? user.name ?? "" })}</p>
              {chosen ? (
                <ContinueToCheckout
                  priceId={chosen.price.priceId}
                  workspaces={offer.workspaces.filter((one) => one.role !== "member")}
                  words={form}
                />
              ) : (
                <a className="button" href={paths.dashboard}>
                  {form.toDashboard}
                </a>
              )}
            </>
          ) : (
            <SignForm
              priceId={chosen?.price.priceId ?? null}
              next={next}
              startWithSignUp={Boolean(chosen ?? invitation)}
              words={form}
            >
              {chosen && <ChosenPlan {...chosen} words={words} trial={trialForAnyone(words)} />}
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

function trialForAnyone({ t, days }: Words): string | null {
  const length = getNewCustomerTrialDays();
  return length === null ? null : t("login.trial.forNewCustomers", { days: days(length) });
}

function trialFor(length: number | null, { t, days }: Words): string | null {
  if (getNewCustomerTrialDays() === null) return null;
  return length === null ? t("login.trial.notForYou") : t("login.trial.forYou", { days: days(length) });
}
