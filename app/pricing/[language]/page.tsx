import type { Metadata } from "next";
import { SiteHeader } from "@/app/_components/site-header";
import { getCatalog } from "@/lib/billing/catalog";
import { getNewCustomerTrialDays } from "@/lib/billing/offer";
import type { Words } from "@/lib/words";
import { AccountLink } from "./account-link";
import { OfferProvider } from "./offer-provider";
import styles from "./page.module.css";
import { PeriodSwitch } from "./period-switch";
import { PlanCard } from "./plan-card";
import { TrialNote } from "./trial-note";
import { type LanguageParams, wordsOf } from "./words-of";
import { WorkspaceLine } from "./workspace-line";

// The page that everybody shares, at / and /pricing (next.config.mjs leads there): rendered once in each language for each
// version of the catalogue, then served from memory (lib/shared-page-cache.mjs). With no language named when the app is
// built, nothing is rendered then, so the build needs no database. Caches in between may keep it for two seconds.
export const dynamic = "force-static";
export const revalidate = 2;
export const generateStaticParams = (): { language: string }[] => [];

export async function generateMetadata({ params }: LanguageParams): Promise<Metadata> {
  return { title: (await wordsOf(params)).t("pricing.title"), alternates: { canonical: "/pricing" } };
}

export default async function PricingPage({ params }: LanguageParams) {
  const words = await wordsOf(params);
  const { pricing } = words.sentences;
  const { products } = await getCatalog();
  const prices = products.flatMap((product) => product.prices);
  const bothPeriods = ["month", "year"].every((interval) => prices.some((price) => price.interval === interval));
  return (
    <OfferProvider words={pricing.personal}>
      <SiteHeader>
        <AccountLink />
      </SiteHeader>
      <main id="main" className="wrap page">
        <div className={styles.intro}>
          <h1>{pricing.title}</h1>
          <p className={styles.lead}>{pricing.lead}</p>
          <Trial words={words} />
        </div>
        {products.length === 0 ? (
          <p>{pricing.empty}</p>
        ) : (
          <div className={styles.offers}>
            <div className={styles.choices}>
              {bothPeriods && <PeriodSwitch words={pricing} />}
              <WorkspaceLine />
            </div>
            <ul className={styles.plans}>
              {products.map((product) => (
                <PlanCard key={product.productId} product={product} words={words} />
              ))}
            </ul>
          </div>
        )}
      </main>
    </OfferProvider>
  );
}

function Trial({ words: { t, days } }: { words: Words }) {
  const newCustomerDays = getNewCustomerTrialDays();
  if (newCustomerDays === null) return null;
  const length = { days: days(newCustomerDays) };
  return (
    <TrialNote
      forNewCustomers={t("pricing.trial.forNewCustomers", length)}
      forYou={t("pricing.trial.forYou", length)}
      notForYou={t("pricing.trial.notForYou")}
      notForAChange={t("pricing.trial.notForAChange")}
    />
  );
}
