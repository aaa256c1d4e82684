import { perWhat } from "@/app/_components/counted";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { monthsOf, yearlySaving } from "@/lib/billing/catalog/prices";
import { companionsOf, isFreeSale, setupFeeIn } from "@/lib/billing/checkout/sale";
import { isChosen } from "@/lib/billing/seats/owed";
import type { Messages } from "@/lib/messages";
import { countOf, unitsOf } from "@/lib/unit-names";
import { Amount, figureOf } from "./amount";
import { Beside } from "./beside";
import styles from "./card.module.css";
import { PlanAction } from "./plan-action";
import { SeatSum } from "./seats";
import { trialTexts } from "./trial-texts";

type Props = {
  /** In one of the currencies that it is sold in. */
  price: CatalogPrice;
  product: CatalogProduct;
  planName: string;
  /** The tabs that show it; undefined for all. */
  periods: string | undefined;
  /** The page's number of its currency; undefined where there is one only. */
  currency: number | undefined;
  /** The days of its plan's trial; null for none. */
  trial: number | null;
  /** Its button is the filled one. */
  isMain: boolean;
  messages: Messages;
};

/** A price with what is paid beside it, what a year of it saves, and what can be done about it. */
export function PlanPrice({ price, product, planName, periods, currency, trial, isMain, messages }: Props) {
  const rhythm = messages.rhythm(price);
  const { priceId, productId, interval, intervalCount, seats, lookupKey } = price;
  const isFree = isFreeSale(
    {
      price,
      quantity: 1,
      companions: companionsOf(price, product),
      setupFee: setupFeeIn(product.setupFees, price.currency),
    },
    price.currency,
  );
  const isChoice = product.prices.some((other) => monthsOf(other) !== monthsOf(price));
  return (
    <div className={styles.price} data-periods={periods} data-currency={currency}>
      <div className={styles.terms}>
        <Amount price={price} isFree={isFree} isChoice={isChoice} messages={messages} />
        <Others price={price} product={product} messages={messages} />
        <Saving price={price} product={product} messages={messages} />
        <Beside price={price} product={product} hasTrial={trial !== null && !isFree} messages={messages} />
        {seats === "members" && <SeatSum price={inBrowser(price)} rhythm={rhythm} language={messages.language} />}
        {isChosen(price) && <SeatLimits price={price} messages={messages} />}
      </div>
      <PlanAction
        price={{ priceId, productId, interval, intervalCount }}
        currency={Object.keys(price.options).length > 1 ? price.currency : undefined}
        chosen={isChosen(price) ? inBrowser(price) : undefined}
        countLabel={
          seats === "units" ? messages.t("pricing.numberOf", { units: unitsOf(lookupKey, messages).many }) : undefined
        }
        planGroup={product.planGroup}
        planName={planName}
        rhythm={rhythm}
        switchBilling={messages.t("pricing.switchBilling", { interval, count: intervalCount })}
        trial={trial === null || isFree ? null : trialTexts({ price, product, planName, days: trial }, messages)}
        isMain={isMain}
        language={messages.language}
      />
    </div>
  );
}

/** What the browser calculates with, in the one currency that is shown. */
function inBrowser({
  currency,
  options,
  tiered,
  tiersMode,
  package: sold,
  seats,
  minSeats,
  maxSeats,
  ...price
}: CatalogPrice) {
  const option = options[currency];
  return {
    currency,
    unitAmountMinor: price.unitAmountMinor,
    unitAmountDecimal: price.unitAmountDecimal,
    options: option ? { [currency]: option } : null,
    tiered,
    tiersMode,
    package: sold,
    seats,
    minSeats,
    maxSeats,
  };
}

/** What it is in the other currencies, where that is one amount each. */
function Others({ price, product: { prices }, messages }: Pick<Props, "price" | "product" | "messages">) {
  const others = prices.filter((other) => isSameOffer(other, price) && other.currency !== price.currency);
  const amounts = others.flatMap((other) => figureOf(other, messages) ?? []);
  if (amounts.length === 0) return null;
  return (
    <p className={`small muted ${styles.others}`}>
      {messages.t("pricing.otherCurrencies", { amounts: amounts.join(", ") })}
    </p>
  );
}

/** The same plan and interval in another currency, of the same price or of one of its own. */
const isSameOffer = (a: CatalogPrice, b: CatalogPrice): boolean =>
  a.interval === b.interval &&
  a.intervalCount === b.intervalCount &&
  a.seats === b.seats &&
  a.metered === b.metered &&
  a.tiered === b.tiered;

function Saving({ price, product, messages }: Pick<Props, "price" | "product" | "messages">) {
  const saving = yearlySaving(price, product);
  if (saving === null) return null;
  const amount = messages.money(saving, price.currency, { short: true });
  const per = perWhat(price, messages);
  return (
    <p className={`tag ${styles.saving}`}>
      {per ? messages.t("pricing.saveEach", { amount, per }) : messages.t("pricing.save", { amount })}
    </p>
  );
}

function SeatLimits({ price, messages }: { price: CatalogPrice; messages: Messages }) {
  const { t } = messages;
  const { minSeats: min, maxSeats: max, seats, lookupKey } = price;
  const least = min !== null && min > 1 ? min : null;
  const bound = max ?? least;
  if (bound === null) return null;
  if (seats === "units") {
    const counted = countOf(lookupKey, bound, messages);
    const bounds = max === null ? "pricing.atLeastOf" : least === null ? "pricing.atMostOf" : "pricing.betweenOf";
    return <p className="small muted">{t(bounds, { counted, min: least ?? 1 })}</p>;
  }
  const sentence =
    least !== null && max !== null
      ? t("pricing.between", { min: least, max })
      : max !== null
        ? t("pricing.atMost", { count: max })
        : least !== null
          ? t("pricing.atLeast", { count: least })
          : null;
  return sentence && <p className="small muted">{sentence}</p>;
}
