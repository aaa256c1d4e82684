import { countedBy } from "@/app/_components/counted";
import { optionIn, type Tier } from "@/lib/amounts";
import type { CatalogPrice } from "@/lib/billing/catalog/product";
import { formatUnitAmount } from "@/lib/format";
import type { Messages } from "@/lib/messages";
import styles from "./tiers.module.css";

/** What each tier of a price costs, in its own currency. */
export function TierTable({ price, messages }: { price: CatalogPrice; messages: Messages }) {
  const { tiers } = messages.sentences.pricing;
  const rows = optionIn(price, price.currency)?.tiers;
  if (!rows) return null;
  const counted = countedBy(price, messages)?.many ?? "";
  const hasBase = rows.some(({ flatAmountDecimal }) => Number(flatAmountDecimal) > 0);
  const amount = (decimal: string | null, nothing: string) =>
    Number(decimal) > 0 ? formatUnitAmount(messages.language, String(decimal), price.currency) : nothing;
  return (
    <table className={styles.tiers}>
      <thead>
        <tr>
          <th scope="col">{capitalized(counted)}</th>
          <th scope="col">{tiers.each}</th>
          {hasBase && <th scope="col">{tiers.base}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ upTo, unitAmountDecimal, flatAmountDecimal }, index) => (
          <tr key={upTo ?? "rest"}>
            <th scope="row">{range(rows[index - 1], upTo, messages)}</th>
            <td>{amount(unitAmountDecimal, tiers.included)}</td>
            {hasBase && <td>{amount(flatAmountDecimal, "–")}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "1–5", "6–50", "51 or more". */
function range(before: Tier | undefined, last: number | null, { t }: Messages): string {
  const first = (before?.upTo ?? 0) + 1;
  if (last === null) return t("pricing.tiers.rest", { first });
  return first === last ? String(first) : t("pricing.tiers.range", { first, last });
}
