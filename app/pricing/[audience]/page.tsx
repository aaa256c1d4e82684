import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SiteHeader } from "@/app/_components/site-header";
import { getCatalog } from "@/lib/billing/catalog";
import { getNewCustomerTrialDays } from "@/lib/billing/offer";
import { AccountLink } from "./account-link";
import { OfferProvider } from "./offer-provider";
import styles from "./page.module.css";
import { PeriodSwitch } from "./period-switch";
import { PlanCard } from "./plan-card";
import { TrialNote } from "./trial-note";
import { words } from "./words";
import { WorkspaceLine } from "./workspace-line";

// The page that everybody shares, at / and /pricing (next.config.mjs leads there): rendered once for each version of the
// catalogue, then served from memory (lib/shared-page-cache.mjs). With no audience named when the app is built, nothing
// is rendered then, so the build needs no database. Caches in between may keep it for two seconds.
export const dynamic = "force-static";
export const revalidate = 2;
export const generateStaticParams = (): { audience: string }[] => [];

export const metadata: Metadata = { title: words.title, alternates: { canonical: "/pricing" } };

export default async function PricingPage({ params }: { params: Promise<{ audience: string }> }) {
  if ((await params).audience !== "everybody") notFound();
  const { products } = await getCatalog();
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
