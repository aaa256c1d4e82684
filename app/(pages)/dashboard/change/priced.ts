import { countedBy, perWhat, unitAmount } from "@/app/_components/counted";
import type { PlanChange } from "@/lib/billing/portal/plan-change";
import type { Messages } from "@/lib/messages";
import { countOf } from "@/lib/unit-names";

type To = PlanChange["to"];

/** What the new plan costs each time, to put into a sentence: "$36 per month (3 × $12)", "$290 per year for 5 seats". */
export function priced(to: To, messages: Messages): { price: string; priced: string } {
  const { price, amountMinor, quantity: count } = to;
  const { t, money, rhythm, unit } = messages;
  if (amountMinor === null) return messages.priced(price);
  if (amountMinor === 0) return { price: "", priced: "free" };
  const sum = t("site.price", { amount: money(amountMinor, price.currency, { short: true }), rhythm: rhythm(price) });
  const each = price.tiered || price.package ? null : unit(price);
  const made =
    each !== null && count > 1
      ? t("change.times", { price: sum, count, unit: each })
      : price.perSeat
        ? price.seats === "units"
          ? t("change.forUnits", { price: sum, counted: countOf(price.lookupKey, count, messages) })
          : t("change.forSeats", { price: sum, count })
        : sum;
  return { price: made, priced: "amount" };
}

/** What comes on top by use, "$0.002 per API call and $5 per 100 GB"; false for nothing. */
export function use({ companions }: To, messages: Messages): string | false {
  if (companions.length === 0) return false;
  const each = companions.map((one) => {
    const amount = unitAmount(one, messages);
    // What goes by tiers is named alone.
    return amount === null
      ? (countedBy(one, messages)?.many ?? "")
      : `${amount} ${perWhat(one, messages) ?? ""}`.trim();
  });
  return messages.t("change.plus", { price: messages.list(each) });
}
