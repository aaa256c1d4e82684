import type { Metadata } from "next";
import { SiteHeader } from "@/app/_components/site-header";
import { catalog } from "@/billing/catalog";
import { getCatalog } from "@/lib/billing/catalog/catalog";
import { carriedBy, talkPlans } from "@/lib/billing/catalog-file/talk-to-us";
import { inLanguage } from "@/lib/billing/catalog-file/texts";
import type { CatalogProduct } from "@/lib/billing/catalog/product";
import { getNewCustomerTrialDays } from "@/lib/billing/catalog/offer";
import { currenciesOf } from "@/lib/billing/catalog/prices";
import type { Messages } from "@/lib/messages";
import { AccountLink } from "./account-link";
import { type ComparedPlan, Comparison } from "./comparison";
import { CurrencySwitch } from "./currency-switch";
import { OfferProvider } from "./offer-provider";
import styles from "./page.module.css";
import { PeriodSwitch } from "./period-switch";
import { PlanCard } from "./plan-card";
import { TalkToUsCard } from "./talk-to-us";
import { TrialNote } from "./trial-note";
import { type LanguageParams, messagesOf } from "./messages-of";
import { WorkspaceLine } from "./workspace-line";

// The shared page, at / and /pricing (next.config.mjs leads there), rendered once in each language for each version of
// the catalog, then served from memory (lib/shared-page-cache.mjs). With no language named when the app is built,
// nothing is rendered then, so the build needs no database. Caches in between may keep it for two seconds.
export const dynamic = "force-static";
export const revalidate = 2;
export const generateStaticParams = (): { language?: string[] }[] => [];

export async function generateMetadata({ params }: LanguageParams): Promise<Metadata> {
  return { title: (await messagesOf(params)).t("pricing.title"), alternates: { canonical: "/pricing" } };
}

export default async function PricingPage({ params }: LanguageParams) {
  const messages = await messagesOf(params);
  const { pricing } = messages.sentences;
  const { products } = await getCatalog();
  const prices = products.flatMap((product) => product.prices);
  const currencies = currenciesOf(products, catalog.currencies);
  const bothPeriods = ["month", "year"].every((interval) => prices.some((price) => price.interval === interval));
  return (
    <OfferProvider messages={pricing.personal}>
      <SiteHeader>
        <AccountLink />
      </SiteHeader>
      <main id="main" className="wrap page">
        <div className={styles.intro}>
          <h1>{pricing.title}</h1>
          <p className={styles.lead}>{pricing.lead}</p>
          <Trial messages={messages} />
        </div>
        {products.length === 0 ? (
          <p>{pricing.empty}</p>
        ) : (
          <div className={styles.offers}>
            <div className={styles.choices}>
              <div className={styles.switches}>
                {bothPeriods && <PeriodSwitch messages={pricing} />}
                {currencies.length > 1 && <CurrencySwitch currencies={currencies} label={pricing.currency} />}
              </div>
              <WorkspaceLine />
            </div>
            <ul className={styles.plans}>
              {products.map((product) => (
                <PlanCard key={product.productId} product={product} currencies={currencies} messages={messages} />
              ))}
              {talkPlans().map((plan) => (
                <TalkToUsCard key={plan.key} plan={plan} messages={messages} />
              ))}
            </ul>
            <Comparison plans={comparedPlans(products, messages)} messages={messages} />
          </div>
        )}
      </main>
    </OfferProvider>
  );
}

function comparedPlans(products: CatalogProduct[], { language }: Messages): ComparedPlan[] {
  const sold = products.map(({ productId, name, featureIds, limits }) => ({
    key: productId,
    name,
    featureIds,
    limits,
  }));
  const agreed = talkPlans().map((plan) => ({
    key: plan.key,
    name: inLanguage(plan.texts, language).name,
    ...carriedBy(plan),
  }));
  return [...sold, ...agreed];
}

function Trial({ messages: { t, days, sentences } }: { messages: Messages }) {
  const newCustomerDays = getNewCustomerTrialDays();
  if (newCustomerDays === null) return null;
  const length = { days: days(newCustomerDays) };
  return (
    <TrialNote
      forNewCustomers={t("pricing.trial.forNewCustomers", length)}
      forYou={t("pricing.trial.forYou", length)}
      firstPayment={sentences.pricing.trial.firstPayment}
      userHadPlan={t("pricing.trial.userHadPlan")}
      workspaceHadPlan={t("pricing.trial.workspaceHadPlan")}
      notForAChange={t("pricing.trial.notForAChange")}
    />
  );
}
