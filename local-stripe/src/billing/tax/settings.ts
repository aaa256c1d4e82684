// The account's tax settings and registrations.
import type { Context } from "../../conventions/context.ts";
import type { TaxRegistration, TaxSettings } from "../../store/objects.ts";
import type { Store } from "../../store/store.ts";
import { isInEu, leviesOf } from "./rates.ts";
import type { Place } from "./places.ts";

/** What is not a setting of Stripe's API. */
export interface LocalTax {
  /** Where tax is collected: everywhere in the table, or only where `/v1/tax/registrations` says. */
  registered: "all" | "registrations";
  /** What becomes of a renewal whose customer is nowhere: finalized without tax, as documented, or not at all. */
  without_location: "untaxed" | "fail";
}

const DEFAULTS: LocalTax = { registered: "all", without_location: "untaxed" };
const CHOICES: { [Name in keyof LocalTax]: LocalTax[Name][] } = {
  registered: ["all", "registrations"],
  without_location: ["untaxed", "fail"],
};

export function localTax(store: Store): LocalTax {
  return { ...DEFAULTS, ...store.read<Partial<LocalTax>>("setting", "local tax") };
}

export function changeLocalTax(store: Store, change: Record<string, unknown>): LocalTax {
  for (const [name, value] of Object.entries(change)) {
    if (!Object.hasOwn(CHOICES, name)) throw new Error(`Unknown setting: ${name}`);
    const choices: unknown[] = CHOICES[name as keyof LocalTax];
    if (!choices.includes(value)) throw new Error(`${name} must be ${choices.join(" or ")}`);
  }
  const next: LocalTax = { ...localTax(store), ...change };
  store.transaction(() => store.save(next, "setting", "local tax"));
  return next;
}

export function taxSettings(ctx: Context): TaxSettings {
  return (
    ctx.store.read<TaxSettings>("setting", "tax") ?? {
      object: "tax.settings",
      defaults: { provider: "stripe", tax_behavior: "inferred_by_currency", tax_code: "txcd_10000000" },
      head_office: {
        address: {
          city: "New York",
          country: "US",
          line1: "1 Local Street",
          line2: null,
          postal_code: "10001",
          state: "NY",
        },
      },
      livemode: false,
      status: "active",
      status_details: { active: {} },
    }
  );
}

/** Without a word from the price: in dollars of the US and Canada tax comes on top [docs: tax/products-prices-tax-codes]. */
export function defaultBehavior(ctx: Context, currency: string): "exclusive" | "inclusive" {
  const { tax_behavior } = taxSettings(ctx).defaults;
  if (tax_behavior === "inclusive" || tax_behavior === "exclusive") return tax_behavior;
  return currency === "usd" || currency === "cad" ? "exclusive" : "inclusive";
}

export function registrationStatus(
  { active_from, expires_at }: Pick<TaxRegistration, "active_from" | "expires_at">,
  now: number,
): "active" | "expired" | "scheduled" {
  if (expires_at !== null && expires_at <= now) return "expired";
  return active_from > now ? "scheduled" : "active";
}

export function isRegistered(ctx: Context, { country, state }: Place): boolean {
  if (leviesOf(country, state).length === 0) return false;
  if (localTax(ctx.store).registered === "all") return true;
  return [...ctx.store.list("tax.registration")].some((one) => {
    if (registrationStatus(one, ctx.now) !== "active") return false;
    const options = Object.values(one.country_options)[0] as { type?: string; state?: string } | undefined;
    if (isInEu(country) && options?.type?.startsWith("oss_")) return true;
    return one.country === country && (country !== "US" || options?.state === state);
  });
}
