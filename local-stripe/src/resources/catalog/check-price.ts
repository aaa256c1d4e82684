// What Stripe refuses of a price's tiers and its interval.
import { invalid } from "../../conventions/errors.ts";
import type { CreateParams, TierParams } from "./price-params.ts";

/** The sentence on amounts is Stripe's (lukasaron/terraform-provider-stripe#45); that on order is unverified. */
export function checkTiers(tiers: TierParams[], param: string): void {
  if (tiers.at(-1)?.up_to !== "inf") throw invalid("The last tier's `up_to` must be `inf`.", param);
  for (const [index, tier] of tiers.entries()) {
    const { up_to, flat_amount, flat_amount_decimal, unit_amount, unit_amount_decimal } = tier;
    const before = tiers[index - 1]?.up_to ?? 0;
    if (before === "inf" || (up_to !== "inf" && up_to <= before))
      throw invalid(
        "Each tier's `up_to` must be greater than that of the tier before it.",
        `${param}[${index}][up_to]`,
      );
    if ((flat_amount ?? flat_amount_decimal ?? unit_amount ?? unit_amount_decimal) === undefined)
      throw invalid("An entry in the tiers array is missing an amount.", param);
  }
}

const THREE_YEARS = { day: 1095, month: 36, week: 156, year: 3 };

/** [SDK: PriceCreateParams.Recurring.interval_count; the sentence and the number of days are unverified] */
export function checkInterval({ recurring }: Pick<CreateParams, "recurring">, prefix: string): void {
  if (!recurring || (recurring.interval_count ?? 1) <= THREE_YEARS[recurring.interval]) return;
  throw invalid(
    "Maximum of three years interval allowed (3 years, 36 months, or 156 weeks).",
    prefix ? `${prefix}[recurring][interval_count]` : "recurring[interval_count]",
  );
}
