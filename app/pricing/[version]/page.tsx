import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SiteHeader } from "@/app/_components/site-header";
import { getNewCustomerTrialDays } from "@/lib/billing/offer";
import { AccountLink } from "./account-link";
import { catalogOfVersion } from "./catalog-of-version";
import { OfferProvider } from "./offer-provider";
import styles from "./page.module.css";
import { PeriodSwitch } from "./period-switch";
import { PlanCard } from "./plan-card";
import { TrialNote } from "./trial-note";
import { words } from "./words";
import { WorkspaceLine } from "./workspace-line";

// The page that everybody shares, rendered once per version of the catalogue and then served from memory. proxy.ts
// brings the visitors of / and /pricing here; nobody can ask for a version themselves. With no version known when
// the app is built, nothing is rendered then, so the build needs no database.
export const dynamic = "force-static";
export const generateStaticParams = (): { version: string }[] => [];

export const metadata: Metadata = { title: words.title, alternates: { canonical: "/pricing" } };

export default async function PricingPage({ params }: { params: Promise<{ version: string }> }) {
  const version = Number((await params).version);
  if (!Number.isSafeInteger(version)) notFound();
  const { products } = await catalogOfVersion(version);
  const prices = products.flatMap((product) => product.prices);
  const bothPeriods = ["month", "year"].every((interval) => prices.some((price) => price.interval === interval));
  return (
    <OfferProvider>
      <SiteHeader>
        <AccountLink />
      </SiteHeader>
      <main id="main" className="wrap page">
        <div className={styles.intro}>
          <h1>{words.title}</h1>
          <p className={styles.lead}>{words.lead}</p>
          <TrialNote newCustomerDays={getNewCustomerTrialDays()} />
        </div>
        {products.length === 0 ? (
          <p>{words.empty}</p>
        ) : (
          <div className={styles.offers}>
            <div className={styles.choices}>
              {bothPeriods && <PeriodSwitch />}
              <WorkspaceLine />
            </div>
            <ul className={styles.plans}>
              {products.map((product) => (
                <PlanCard key={product.productId} product={product} />
              ))}
            </ul>
          </div>
        )}
      </main>
    </OfferProvider>
  );
}
