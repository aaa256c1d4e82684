// How a sale is taxed automatically: by which taxes of the place, or why by none.
import { own } from "../../conventions/own.ts";
import type { Context } from "../../conventions/context.ts";
import type { InvoiceLine } from "../../store/objects.ts";
import { isInEu, leviesOf, type Levy } from "./rates.ts";
import { isRegistered, taxSettings } from "./settings.ts";
import type { Place } from "./places.ts";
import type { Taxpayer } from "./taxpayer.ts";

type Reason = NonNullable<InvoiceLine["taxes"]>[number]["taxability_reason"];

export interface Treatment {
  levies: Levy[];
  reason: Reason;
}

/** A product that is never taxed [docs: tax/tax-codes]. */
const NONTAXABLE = "txcd_00000000";

/** The number by which a business takes over the tax of a seller from abroad. */
const BUSINESS: Record<string, string> = { AU: "au_abn", GB: "gb_vat", NO: "no_vat", NZ: "nz_gst", SG: "sg_gst" };

export function treatmentOf(ctx: Context, payer: Taxpayer, place: Place, productCode: string | null): Treatment {
  const known = leviesOf(place.country, place.state);
  const levies = known.length > 0 ? known : [unknown(place)];
  if (productCode === NONTAXABLE) return { levies, reason: "not_subject_to_tax" };
  if (!isRegistered(ctx, place)) return { levies, reason: "not_collecting" };
  if (payer.tax_exempt === "exempt") return { levies, reason: "customer_exempt" };
  if (payer.tax_exempt === "reverse" || isBusinessAbroad(ctx, payer, place))
    return { levies, reason: "reverse_charge" };
  return { levies, reason: "standard_rated" };
}

/** A well-formed number is enough, however its verification ends (unverified). */
function isBusinessAbroad(ctx: Context, { tax_ids }: Taxpayer, { country }: Place): boolean {
  if (taxSettings(ctx).head_office?.address.country === country) return false;
  const wanted = isInEu(country) ? "eu_vat" : own(BUSINESS, country);
  return tax_ids.some(({ type }) => type === wanted);
}

function unknown({ country, state }: Place): Levy {
  return {
    display_name: country === "US" ? "Sales tax" : country === "CA" ? "GST" : "VAT",
    percentage: 0,
    tax_type: null,
    level: "country",
    country,
    state,
    jurisdiction: new Intl.DisplayNames(["en"], { type: "region" }).of(country) ?? country,
  };
}
