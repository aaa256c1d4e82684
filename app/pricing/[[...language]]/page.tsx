import type { Metadata } from "next";
import { headerMessages } from "@/app/_components/header/header-messages";
import { LegalLinks } from "@/app/_components/legal-links";
import { catalog } from "@/billing/catalog";
import { getCatalog } from "@/lib/billing/catalog/catalog";
import { carriedBy, talkPlans } from "@/lib/billing/catalog-file/talk-to-us";
import { isHighlighted, planTexts } from "@/lib/billing/catalog-file/plan-texts";
import { inLanguage } from "@/lib/billing/catalog-file/texts";
import { getNewCustomerTrialDays } from "@/lib/billing/catalog/offer";
import { currenciesOf, isFree } from "@/lib/billing/catalog/prices";
import { planTrialDays } from "@/lib/billing/trials/offer";
import type { Messages } from "@/lib/messages";
import type { Language } from "@/lib/languages.mjs";
import { addedTo, type Carried } from "./builds-on";
import { columnsOf } from "./columns";
import { Comparison } from "./comparison";
import { CurrencySwitch } from "./currency-switch";
import { OfferHeader } from "./offer-header";
import { OfferProvider } from "./offer-provider";
import styles from "./page.module.css";
import switches from "./switches.module.css";
import { PeriodLabel } from "./period-label";
import { PeriodSwitch } from "./period-switch";
import { periodsOf } from "./periods";
import { PlanCard } from "./plan-card";
import { Questions } from "./questions";
import { type Offered, type Section, sectionsOf } from "./sections";
import { TalkToUsCard } from "./talk-to-us";
import { TrialNote } from "./trial-note";
import { isOneTrial } from "./trials";
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
  const currencies = currenciesOf(products, catalog.currencies);
  const periods = periodsOf(products);
  const sections = sectionsOf(products, talkPlans());
  const setting = getNewCustomerTrialDays();
  const isOne = isOneTrial(products);
  const carried = (one: Offered) => carriedIn(one, messages.language);
  const compared = (one: Offered) => ({ key: one.key, ...carried(one) });
  return (
    <OfferProvider messages={pricing.personal}>
      <OfferHeader said={headerMessages(messages.sentences)} />
      <main id="main" className="wrap page">
        <div className={styles.intro}>
          <h1>{pricing.title}</h1>
          <p className={styles.lead}>{pricing.lead}</p>
        </div>
        {setting !== null && <Trial days={setting} isOne={isOne} messages={messages} />}
        {products.length === 0 ? (
          <p>{pricing.empty}</p>
        ) : (
          <div className={switches.offers}>
            <div className={styles.choices}>
              <div className={styles.switches}>
                {periods.length > 1 && (
                  <PeriodSwitch
                    periods={periods}
                    labels={periods.map((period) => (
                      <PeriodLabel
                        key={`${period.intervalCount} ${period.interval}`}
                        period={period}
                        products={products}
                        currencies={currencies}
                        messages={messages}
                      />
                    ))}
                    legend={pricing.period}
                  />
                )}
                {currencies.length > 1 && <CurrencySwitch currencies={currencies} label={pricing.currency} />}
              </div>
              <WorkspaceLine />
            </div>
            {sections.map(({ group, offered }, index) => (
              <section key={group ?? ""} aria-labelledby={`plans-${index}`}>
                <h2 id={`plans-${index}`} className={index === 0 && group !== null ? "visually-hidden" : styles.group}>
                  {titleOf(group, index, messages)}
                </h2>
                <ul
                  className={styles.plans}
                  data-columns={index === 0 || offered.length > 2 ? columnsOf(offered.length) : undefined}
                >
                  {offered.map((one, place) => {
                    const addition =
                      group === null ? null : addedTo(carried(one), offered.slice(0, place).map(carried));
                    return one.kind === "talk" ? (
                      <TalkToUsCard key={one.key} plan={one.plan} addition={addition} messages={messages} />
                    ) : (
                      <PlanCard
                        key={one.key}
                        product={one.product}
                        currencies={currencies}
                        periods={periods}
                        trial={one.product.prices.every(isFree) ? null : planTrialDays(one.product)}
                        addition={addition}
                        isMain={isMain(one, sections)}
                        messages={messages}
                      />
                    );
                  })}
                </ul>
              </section>
            ))}
            <div className={styles.legal}>
              <LegalLinks messages={messages} />
            </div>
            <Comparison plans={(sections[0]?.offered ?? []).map(compared)} messages={messages} />
          </div>
        )}
        <Questions messages={messages} />
      </main>
    </OfferProvider>
  );
}

/** What a plan is called and carries. */
function carriedIn(one: Offered, language: Language): Carried {
  return one.kind === "talk"
    ? { name: inLanguage(one.plan.texts, language).name, ...carriedBy(one.plan) }
    : {
        name: planTexts(one.product, language).name,
        featureIds: one.product.featureIds,
        limits: one.product.limits,
      };
}

/** The page has one filled button: of the most popular plan, else of the only one. */
function isMain(one: Offered, [first]: Section[]): boolean {
  if (one.kind === "talk") return false;
  return isHighlighted(one.product.catalogKey) || (first?.offered.length === 1 && first.offered[0] === one);
}

/** Of further groups the file has no texts, so their own name is it. */
function titleOf(group: string | null, index: number, { sentences: { pricing } }: Messages): string {
  if (group === null) return pricing.addOns;
  if (index === 0) return pricing.plans;
  const title = group.replaceAll(/[_-]+/g, " ");
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function Trial({
  days: length,
  isOne,
  messages: { t, days, sentences },
}: {
  days: number;
  isOne: boolean;
  messages: Messages;
}) {
  const values = { days: days(length) };
  return (
    <TrialNote
      forNewCustomers={isOne ? t("pricing.trial.forNewCustomers", values) : t("pricing.trial.whereSaid")}
      forYou={isOne ? t("pricing.trial.forYou", values) : null}
      firstPayment={sentences.pricing.trial.firstPayment}
      userHadPlan={t("pricing.trial.userHadPlan")}
      workspaceHadPlan={t("pricing.trial.workspaceHadPlan")}
      notForAChange={t("pricing.trial.notForAChange")}
    />
  );
}
