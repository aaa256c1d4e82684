import type { LiveItem } from "@/lib/billing/portal/paid-items";
import type { Messages } from "@/lib/messages";
import { countOf, unitsOf } from "@/lib/unit-names";

type Item = Pick<LiveItem, "seats" | "lookup_key">;

/** What the page says of a number, by what it counts: seats, or what the catalog file calls the units of an add-on. */
export function saidOf({ seats, lookup_key }: Item, messages: Messages) {
  const { t } = messages;
  if (seats !== "units")
    return {
      heading: (plan: string) => t("seats.heading", { plan }),
      now: (count: number, price: Amounts) => t("seats.now", { count, ...price }),
      inUse: (used: number): string | null => t("seats.inUse", { used }),
      number: () => t("seats.number"),
      range: (count: number, limit: number | null) =>
        limit === null ? t("seats.atLeast", { count }) : t("seats.between", { count, limit }),
      more: (count: number, earlier: number) => t("seats.more", { count, earlier }),
      confirm: (count: number) => t("seats.confirm", { count }),
    };
  const units = unitsOf(lookup_key, messages).many;
  const counted = (count: number) => countOf(lookup_key, count, messages);
  return {
    heading: (plan: string) => t("seats.units.heading", { plan, units }),
    now: (count: number, price: Amounts) => t("seats.units.now", { counted: counted(count), ...price }),
    inUse: (_: number): string | null => null,
    number: () => t("seats.units.number", { units }),
    range: (count: number, limit: number | null) =>
      limit === null ? t("seats.units.atLeast", { count }) : t("seats.units.between", { count, limit }),
    more: (count: number, earlier: number) => t("seats.units.more", { counted: counted(count), earlier }),
    confirm: (count: number) => t("seats.units.confirm", { counted: counted(count) }),
  };
}

type Amounts = { each: string; all: string; priced: string };
