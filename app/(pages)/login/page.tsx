import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { BillingByMail } from "@/app/_components/billing-by-mail";
import { LegalLinks } from "@/app/_components/legal-links";
import { getMessages } from "@/app/_components/get-messages";
import { pathWith, paths, SESSION_EXPIRED } from "@/app/_components/paths";
import { idParameter, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getSignInParameters, getUser } from "@/lib/auth";
import { offeredProviders } from "@/lib/auth/providers/providers";
import { getCatalog } from "@/lib/billing/catalog/catalog";
import { getOffer, type Offer, planTrialDays } from "@/lib/billing/catalog/offer";
import { isFree } from "@/lib/billing/catalog/prices";
import { trialEnd } from "@/lib/billing/trials/offer";
import { env } from "@/lib/env";
import type { Messages } from "@/lib/messages";
import { listSwitched, mayBill, findMembership, type Membership } from "@/lib/workspaces/members";
import { ChosenPlan } from "./chosen-plan";
import { ContinueToCheckout } from "./continue-to-checkout";
import styles from "./login.module.css";
import { meant } from "./meant";
import { nextOf, PARAMETERS, wantedIn } from "./parameters";
import { PlainCheckout } from "./plain-checkout";
import { PlainForm } from "./plain-form";
import { SignForm } from "./sign-form";
import { wantedOf } from "./wanted";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getMessages()).t("login.title"), alternates: { canonical: paths.login } };
}

export default async function LoginPage({ searchParams }: { searchParams: SearchParams }) {
  const [priceId, session, , invitation, currency, quantity, checkout] = await Promise.all(
    PARAMETERS.map((key) => parameter(searchParams, key)),
  );
  const workspace = await idParameter(searchParams, "workspace");
  const [error, mode] = [await parameter(searchParams, "error"), await parameter(searchParams, "mode")];
  if (error && !(priceId ?? session ?? workspace ?? invitation ?? checkout)) await redirectToWhereTheyWere(error);
  const next = nextOf({ invitation, session, checkout, workspace });
  const [user, chosen] = await Promise.all([getUser(), priceId ? findPlan(priceId, currency, quantity) : null]);
  if (user && !priceId) redirect(next);
  const mayBuyFor = user ? await listBuyable(user.id, workspace) : [];
  const messages = await getMessages();
  const { t, sentences } = messages;
  const { form } = sentences.login;
  // The notice of a taken address says to sign in, so that is the form below it.
  const isSignUp =
    error !== "address_taken" && (mode === "sign-up" || (mode !== "sign-in" && Boolean(chosen ?? invitation)));
  const buyer = user && chosen ? await buyerOf(user.id, mayBuyFor, workspace) : null;
  if (chosen && buyer) redirectToChange(chosen, buyer);
  const order = chosen && (
    <ChosenPlan
      product={chosen.product}
      price={chosen.price}
      seats={chosen.seats}
      members={mayBuyFor.length > 1 ? null : (buyer?.offer.members ?? null)}
      mayHaveHadIt={Boolean(buyer?.offer.hadPlan)}
      workspace={buyer && mayBuyFor.length === 1 ? buyer.workspace : workspace ? { id: workspace, name: null } : null}
      messages={messages}
      trial={user ? trialOf(chosen, buyer, mayBuyFor, messages) : trialForAnyone(chosen, messages)}
    />
  );

  return (
    <>
      <SiteHeader workspace={buyer?.workspace ?? workspace} atSignIn />
      <main id="main" className={`wrap page ${styles.page} ${order ? styles.withOrder : ""}`}>
        {order}
        <div className="stack">
          {error && !user && (
            <p role="alert" className="notice">
              {error === SESSION_EXPIRED ? sentences.login.sessionExpired : refusalOf(error, form)}
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
              <p className="muted">{t("login.form.signedInAs", { who: user.email ?? user.name ?? "" })}</p>
              {chosen ? (
                <>
                  <ContinueToCheckout
                    wanted={chosen.wanted}
                    chosenFor={workspace}
                    workspaces={mayBuyFor}
                    messages={form}
                  />
                  <PlainCheckout wanted={chosen.wanted} chosenFor={workspace} workspaces={mayBuyFor} messages={form} />
                </>
              ) : (
                <a className="button" href={pathWith(paths.dashboard, { workspace })}>
                  {form.toDashboard}
                </a>
              )}
            </>
          ) : (
            <>
              <div className="stack needs-script">
                <SignForm
                  wanted={chosen?.wanted ?? null}
                  chosenFor={workspace}
                  next={next}
                  startWithSignUp={isSignUp}
                  messages={form}
                  providers={offeredProviders()}
                  byMail={env().SIGN_IN_BY_MAIL}
                />
              </div>
              <PlainForm
                isSignUp={isSignUp}
                wanted={wantedIn(new URLSearchParams(await queryOf(searchParams)))}
                hasProviders={offeredProviders().length > 0}
                messages={messages}
              />
            </>
          )}
          <LegalLinks messages={messages} />
          {!user && <BillingByMail messages={messages} />}
        </div>
      </main>
    </>
  );
}

/** Those of the parameters that are given once. */
async function queryOf(searchParams: SearchParams): Promise<Record<string, string>> {
  const all = await Promise.all(PARAMETERS.map(async (key) => [key, await parameter(searchParams, key)] as const));
  return Object.fromEntries(all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
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

type Buyer = { workspace: Membership; offer: Offer };

/** The workspace that it is bought for, where that is known, with what this person has and may do there. */
async function buyerOf(userId: string, mayBuyFor: Membership[], chosenFor: string | undefined): Promise<Buyer | null> {
  const workspace = chosenFor || mayBuyFor.length === 1 ? meant(mayBuyFor, chosenFor) : undefined;
  return workspace ? { workspace, offer: await getOffer(userId, workspace.id) } : null;
}

/** Who has a plan already changes it, and who has this very one is told so by their dashboard. */
function redirectToChange({ product, wanted }: Plan, { workspace: { id }, offer }: Buyer): void {
  const taken = offer.current.find(
    ({ productId, planGroup }) =>
      productId === product.productId || (planGroup !== null && planGroup === product.planGroup),
  );
  if (!taken) return;
  if (taken.priceId === wanted.price_id) redirect(pathWith(paths.dashboard, { workspace: id }));
  redirect(pathWith(paths.change, { workspace: id, price: wanted.price_id }));
}

type Trial = { sentence: string; firstPaymentAt: Date | null; isOpen?: boolean } | null;

function trialForAnyone({ product, price }: Plan, { t, days }: Messages): Trial {
  const length = planTrialDays(product);
  if (length === null || isFree(price)) return null;
  return { sentence: t("login.trial.forNewCustomers", { days: days(length) }), firstPaymentAt: trialEnd(length) };
}

/** Never more than the checkout gives. With several workspaces it is not known yet which one is chosen. */
function trialOf(plan: Plan, buyer: Buyer | null, mayBuyFor: Membership[], messages: Messages): Trial {
  const forAnyone = trialForAnyone(plan, messages);
  if (mayBuyFor.length === 0 || forAnyone === null) return null;
  if (!buyer || (mayBuyFor.length > 1 && buyer.offer.hadPlan !== "user"))
    return { ...forAnyone, firstPaymentAt: null, isOpen: true };
  const trial = buyer.offer.trials[plan.product.productId];
  return trial
    ? {
        sentence: messages.t("login.trial.forYou", { days: messages.days(trial.days) }),
        firstPaymentAt: new Date(trial.firstPaymentAt),
      }
    : { sentence: messages.t("login.trial.notForYou"), firstPaymentAt: null };
}
