// Tax rates: those that a caller makes, and those that automatic tax makes and uses again.
import { createHash } from "node:crypto";
import { create } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { fetchNamed } from "../../conventions/endpoint.ts";
import { newId } from "../../conventions/ids.ts";
import type { TaxRate } from "../../store/objects.ts";
import type { Levy } from "./rates.ts";

export function taxRateObject(
  ctx: Context,
  fields: Partial<TaxRate> & Pick<TaxRate, "display_name" | "inclusive" | "percentage">,
): TaxRate {
  return {
    id: newId("txr"),
    object: "tax_rate",
    active: true,
    country: null,
    created: ctx.now,
    description: null,
    effective_percentage: fields.percentage,
    flat_amount: null,
    jurisdiction: null,
    jurisdiction_level: null,
    livemode: false,
    metadata: {},
    rate_type: "percentage",
    state: null,
    tax_type: null,
    ...fields,
  };
}

/** The rate of a levy; `effective` is 0 where nothing is collected. Such rates are archived from the beginning. */
export function automaticRate(ctx: Context, levy: Levy, effective: number, inclusive: boolean): TaxRate {
  const key = [levy.jurisdiction, levy.display_name, levy.percentage, effective, inclusive].join("/");
  // Its id follows from what it is: a preview, of which nothing stays, names the same one as the invoice
  const id = `txr_1${createHash("sha256").update(key).digest("hex").slice(0, 23)}`;
  const known = ctx.store.get("tax_rate", id);
  if (known) return known;
  return create(
    ctx,
    "tax_rate",
    taxRateObject(ctx, {
      id,
      active: false,
      country: levy.country,
      display_name: levy.display_name,
      effective_percentage: effective,
      inclusive,
      jurisdiction: levy.jurisdiction,
      jurisdiction_level: levy.level,
      percentage: levy.percentage,
      state: levy.state,
      tax_type: levy.tax_type,
    }),
  );
}

/** The rates that a parameter names. At most five [docs: billing/taxes/tax-rates]. */
export function namedRates(ctx: Context, ids: string[], param: string): TaxRate[] {
  return ids.map((id, index) => {
    const rate = fetchNamed(ctx, "tax_rate", id, `${param}[${index}]`);
    // Wording unverified
    if (!rate.active) throw invalid(`The tax rate ${id} is archived and can't be used.`, `${param}[${index}]`);
    return rate;
  });
}
