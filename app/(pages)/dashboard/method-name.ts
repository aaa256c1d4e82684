import type { CardName } from "@/lib/billing/dashboard/debt";
import type { Messages } from "@/lib/messages";

/** "Visa ending in 4242". */
export function methodName({ t }: Messages, { type, brand, last4 }: CardName): string {
  if (!brand || !last4) return t("dashboard.method.other", { type });
  return t("dashboard.method.card", { brand: brand.charAt(0).toUpperCase() + brand.slice(1), last4 });
}

/** "Visa 4242", as a button shows it. */
export function cardName(messages: Messages, name: CardName): string {
  const { brand, last4 } = name;
  return brand && last4 ? `${brand.charAt(0).toUpperCase()}${brand.slice(1)} ${last4}` : methodName(messages, name);
}
