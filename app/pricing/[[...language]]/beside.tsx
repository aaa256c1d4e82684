import { countedBy, perWhat, unitAmount } from "@/app/_components/counted";
import { inEachCurrency } from "@/lib/billing/catalog/prices";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { priceIn } from "@/lib/amounts";
import type { Messages } from "@/lib/messages";
import { TierTable } from "./tier-table";

type Props = { price: CatalogPrice; product: CatalogProduct; hasTrial: boolean; messages: Messages };

/** What is paid beside a price: what is used of the metered prices that checkout adds to it, and a set-up fee. */
export function Beside({ price, product, hasTrial, messages }: Props) {
  const { t } = messages;
  const added = companionsOf(price, product);
  const fees = price.metered ? [] : product.setupFees.flatMap((fee) => priceIn(fee, price.currency) ?? []);
  return (
    <>
      {added.map((companion) => (
        <Companion key={companion.priceId} companion={companion} messages={messages} />
      ))}
      {fees.map((fee) => (
        <p key={fee.priceId} className="small">
          {t(hasTrial ? "pricing.plusOnceAtTrial" : "pricing.plusOnce", {
            amount: messages.unit({ ...fee, interval: price.interval, intervalCount: 1 }) ?? "",
          })}
        </p>
      ))}
    </>
  );
}

function Companion({ companion, messages }: { companion: CatalogPrice; messages: Messages }) {
  const { t } = messages;
  const amount = unitAmount(companion, messages);
  if (amount !== null)
    return <p className="small">{t("pricing.plus", { amount, per: perWhat(companion, messages) ?? "" })}</p>;
  return (
    <>
      <p className="small">{t("pricing.plusTiers", { units: countedBy(companion, messages)?.many ?? "" })}</p>
      <TierTable price={companion} messages={messages} />
    </>
  );
}

/** Those of the price's interval, in its currency. */
const companionsOf = (price: CatalogPrice, { companions }: CatalogProduct): CatalogPrice[] =>
  price.metered
    ? []
    : companions
        .filter(({ interval, intervalCount }) => interval === price.interval && intervalCount === price.intervalCount)
        .flatMap(inEachCurrency)
        .filter(({ currency }) => currency === price.currency);
