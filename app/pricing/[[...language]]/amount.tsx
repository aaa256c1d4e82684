import { countedBy, perWhat, unitAmount } from "@/app/_components/counted";
import { amountFor } from "@/lib/amounts";
import type { CatalogPrice } from "@/lib/billing/catalog/product";
import { listedAmount, monthsOf } from "@/lib/billing/catalog/prices";
import type { Messages } from "@/lib/messages";
import styles from "./card.module.css";
import { TierTable } from "./tier-table";

const MONTH = { interval: "month", intervalCount: 1 } as const;

const isMonthly = (price: CatalogPrice): boolean => monthsOf(price) === 1;

type Props = { price: CatalogPrice; messages: Messages };

type AmountProps = Props & {
  isFree: boolean;
  /** Its plan is also sold for other intervals. */
  isChoice: boolean;
};

/** What a price costs, in its own currency, and what that is for. */
export function Amount({ price, isFree, isChoice, messages }: AmountProps) {
  const { t } = messages;
  if (isFree) return <Figure amount={t("pricing.free")} terms={t("pricing.freeTerms")} />;
  if (price.tiered) return <Tiered price={price} messages={messages} />;
  const rhythm = messages.rhythm(price);
  const per = perWhat(price, messages);
  const unit = unitAmount(price, messages) ?? "";
  if (price.metered || price.package)
    return (
      <>
        <Figure
          amount={unit}
          terms={per ? t(price.metered ? "pricing.billedBy" : "pricing.terms", { per, rhythm }) : rhythm}
        />
        {price.package && (
          <p className="small muted">{t(price.package.round === "up" ? "pricing.started" : "pricing.full")}</p>
        )}
      </>
    );
  const monthly = perMonth(price, messages);
  const terms = monthly === null ? rhythm : messages.rhythm(MONTH);
  const billed =
    monthly === null ? isChoice && isMonthly(price) && t("pricing.billedMonthly") : billedAs(price, unit, t);
  return (
    <>
      <Figure amount={monthly ?? unit} terms={per ? t("pricing.terms", { per, rhythm: terms }) : terms} />
      {billed && <p className={`small muted ${styles.each}`}>{billed}</p>}
    </>
  );
}

/** The one amount that stands for a price, without what it is for; null where there is none. */
export function figureOf(price: CatalogPrice, messages: Messages): string | null {
  if (price.tiered || price.metered || price.unitAmountMinor === 0) return null;
  return perMonth(price, messages) ?? unitAmount(price, messages);
}

function Figure({ amount, terms }: { amount: string; terms: string }) {
  return (
    <p className={styles.amount}>
      <strong>{amount}</strong> <span className="muted">{terms}</span>
    </p>
  );
}

/** "$24.17", rounded up; null for what is paid more often than every two months. */
function perMonth(price: CatalogPrice, { money }: Messages): string | null {
  const months = monthsOf(price);
  const amountMinor = listedAmount(price);
  if (months === null || months === 1 || amountMinor === null) return null;
  return money(Math.ceil(amountMinor / months), price.currency, { short: true });
}

/** "$290 billed yearly". */
const billedAs = ({ interval, intervalCount: count }: CatalogPrice, amount: string, t: Messages["t"]): string =>
  t("pricing.billedAs", { amount, interval, count });

/** Tiers of seats begin with what the fewest cost; tiers of use with nothing that could be said before it is used. */
function Tiered({ price, messages }: Props) {
  const { t } = messages;
  const rhythm = messages.rhythm(price);
  const least = amountFor(price, price.minSeats ?? 1, price.currency);
  const units = countedBy(price, messages)?.many ?? "";
  return (
    <>
      {!price.metered && least === null ? (
        <p className={styles.amount}>{messages.price(price)}</p>
      ) : price.metered || least === null ? (
        <Figure amount={t("pricing.byUse")} terms={t("pricing.billed", { rhythm })} />
      ) : (
        <p className={styles.amount}>
          <span className="muted">{t("pricing.tiers.from")}</span>{" "}
          <strong>{messages.money(least, price.currency, { short: true })}</strong>{" "}
          <span className="muted">{rhythm}</span>
        </p>
      )}
      <TierTable price={price} messages={messages} />
      <p className="small muted">
        {t(price.tiersMode === "volume" ? "pricing.tiers.volume" : "pricing.tiers.graduated", { units })}
      </p>
    </>
  );
}
