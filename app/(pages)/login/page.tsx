import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { BillingByMail } from "@/app/_components/billing-by-mail";
import { getMessages } from "@/app/_components/get-messages";
import { NeedsScript } from "@/app/_components/needs-script";
import { pathWith, paths } from "@/app/_components/paths";
import { idParameter, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getSignInParameters, getUser } from "@/lib/auth";
import { offeredProviders } from "@/lib/auth/providers/providers";
import { getCatalog } from "@/lib/billing/catalog/catalog";
import { getOffer, planTrialDays } from "@/lib/billing/catalog/offer";
import { isFree } from "@/lib/billing/catalog/prices";
import { env } from "@/lib/env";
import type { Messages } from "@/lib/messages";
import { listSwitched, mayBill, findMembership, type Membership } from "@/lib/workspaces/members";
import { ChosenPlan } from "./chosen-plan";
import { ContinueToCheckout } from "./continue-to-checkout";
import { PARAMETERS, wantedIn } from "./parameters";
import { SignForm } from "./sign-form";
import { wantedOf } from "./wanted";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getMessages()).t("login.title") };
}

export default async function LoginPage({ searchParams }: { searchParams: SearchParams }) {
  const [priceId, session, , invitation, currency, quantity] = await Promise.all(
    PARAMETERS.map((key) => parameter(searchParams, key)),
  );
  const workspace = await idParameter(searchParams, "workspace");
  const error = await parameter(searchParams, "error");
  if (error && !(priceId ?? session ?? workspace ?? invitation)) await redirectToWhereTheyWere(error);
  // The next page is one of ours and is composed here. No parameter holds an address.
  const next = invitation
    ? pathWith(paths.invitation, { token: invitation })
    : session
      ? pathWith(paths.payment, { session })
      : pathWith(paths.dashboard, { workspace });
  const [user, chosen] = await Promise.all([getUser(), priceId ? findPlan(priceId, currency, quantity) : null]);
  if (user && !priceId) redirect(next);
  const mayBuyFor = user ? await listBuyable(user.id, workspace) : [];
  const messages = await getMessages();
  const { t, sentences } = messages;
  const { form } = sentences.login;

  return (
    <>
      <SiteHeader workspace={workspace} atSignIn />
      <main id="main" className="wrap page">
        <div className="narrow stack">
          {error && !user && (
            <p role="alert" className="notice">
              {refusalOf(error, form)}
            </p>
          )}
          {(await parameter(searchParams, "done")) === "deleted" && !user && (
            <p role="status" className="notice">
              {sentences.account.deletedTitle}.
            </p>
          )}
          {priceId && !chosen && (
            <p className="notice">
              {t("login.notOnOffer")} <a href={pathWith(paths.pricing, { workspace })}>{t("login.otherPlan")}</a>
            </p>
          )}
          {user ? (
            <>
              <h1>{chosen ? form.checkoutTitle : t("login.chosen")}</h1>
              {chosen && (
                <ChosenPlan
                  product={chosen.product}
                  price={chosen.price}
                  seats={chosen.seats}
                  workspace={workspace}
                  messages={messages}
                  trial={await trialOf(chosen, user.id, mayBuyFor, messages)}
                />
              )}
              <p className="muted">{t("login.form.signedInAs", { who: user.email ?? user.name ?? "" })}</p>
              {chosen ? (
                <>
                  <ContinueToCheckout
                    wanted={chosen.wanted}
                    chosenFor={workspace}
                    workspaces={mayBuyFor}
                    messages={form}
                  />
                  {mayBuyFor.length > 0 && <NeedsScript messages={messages} />}
                </>
              ) : (
                <a className="button" href={paths.dashboard}>
                  {form.toDashboard}
                </a>
              )}
            </>
          ) : (
            <SignForm
              wanted={chosen?.wanted ?? null}
              chosenFor={workspace}
              next={next}
              startWithSignUp={Boolean(chosen ?? invitation)}
              messages={form}
              providers={offeredProviders()}
              byMail={env().SIGN_IN_BY_MAIL}
            >
              {chosen && (
                <ChosenPlan
                  product={chosen.product}
                  price={chosen.price}
                  seats={chosen.seats}
                  workspace={workspace}
                  messages={messages}
                  trial={trialForAnyone(chosen, messages)}
                />
              )}
            </SignForm>
          )}
          {!user && <BillingByMail messages={messages} />}
        </div>
      </main>
    </>
  );
}

async function redirectToWhereTheyWere(error: string): Promise<void> {
  const wanted = wantedIn(await getSignInParameters());
  if (Object.keys(wanted).length > 0) redirect(pathWith(paths.login, { ...wanted, error }));
}

/** Why signing in at a provider failed, by the code that came back with the visitor. */
function refusalOf(code: string, { provider, tooMany }: Messages["sentences"]["login"]["form"]): string {
  if (code === "address_taken") return provider.addressTaken;
  if (code === "address_contested") return provider.addressContested;
  if (code === "address_not_verified") return provider.addressNotVerified;
  if (code === "verification_unknown") return provider.verificationUnknown;
  return code === "rate_limited" ? tooMany : provider.failed;
}

async function findPlan(priceId: string, currency: string | undefined, quantity: string | undefined) {
  for (const product of (await getCatalog()).products) {
    const price = product.prices.find((one) => one.priceId === priceId);
    if (price) return { product, ...wantedOf(price, currency, quantity) };
  }
  return null;
}

/** The first workspaces that the visitor may buy for, and the chosen one if it is one of theirs. */
async function listBuyable(userId: string, workspaceId: string | undefined): Promise<Membership[]> {
  const chosen = workspaceId ? await findMembership(userId, workspaceId) : null;
  return (await listSwitched(userId, chosen ?? undefined)).filter(({ role }) => mayBill(role));
}

type Plan = NonNullable<Awaited<ReturnType<typeof findPlan>>>;

function trialForAnyone({ product, price }: Plan, { t, days }: Messages): string | null {
  const length = planTrialDays(product);
  return length === null || isFree(price) ? null : t("login.trial.forNewCustomers", { days: days(length) });
}

/** Never more than the checkout gives. With several workspaces it is not known yet which one is chosen. */
async function trialOf(
  plan: Plan,
  userId: string,
  [first, ...others]: Membership[],
  messages: Messages,
): Promise<string | null> {
  if (!first || trialForAnyone(plan, messages) === null) return null;
  const { trials, hadPlan } = await getOffer(userId, first.id);
  if (others.length > 0 && hadPlan !== "user") return trialForAnyone(plan, messages);
  const trial = trials[plan.product.productId];
  return trial
    ? messages.t("login.trial.forYou", { days: messages.days(trial.days) })
    : messages.t("login.trial.notForYou");
}
