import { countedBy, perWhat, unitAmount } from "@/app/_components/counted";
import { priceIn } from "@/lib/amounts";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { companionsOf, setupFeeIn } from "@/lib/billing/checkout/sale";
import type { Messages } from "@/lib/messages";
import { TierTable } from "./tier-table";

type Props = { price: CatalogPrice; product: CatalogProduct; hasTrial: boolean; messages: Messages };

/** What is paid beside a price: what is used of the metered prices that checkout adds to it, and a set-up fee. */
export function Beside({ price, product, hasTrial, messages }: Props) {
  const { t } = messages;
  const { currency } = price;
  const fee = setupFeeIn(product.setupFees, currency);
  const amount =
    fee && messages.unit({ ...fee, ...priceIn(fee, currency), interval: price.interval, intervalCount: 1 });
  return (
    <>
      {companionsOf(price, product).map((companion) => (
        <Companion key={companion.priceId} companion={priceIn(companion, currency)} messages={messages} />
      ))}
      {amount && <p className="small">{t(hasTrial ? "pricing.plusOnceAtTrial" : "pricing.plusOnce", { amount })}</p>}
    </>
  );
}

function Companion({ companion, messages }: { companion: CatalogPrice | null; messages: Messages }) {
  const { t } = messages;
  if (!companion) return null;
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
