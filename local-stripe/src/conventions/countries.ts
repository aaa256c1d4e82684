import { invalid } from "./errors.ts";
import { string, type Param } from "./params.ts";
import type { CheckoutSession } from "../store/objects.ts";

export type Country = NonNullable<CheckoutSession["shipping_address_collection"]>["allowed_countries"][number];

/** Where Stripe ships to and bills to. [SDK: Checkout.SessionCreateParams.ShippingAddressCollection.AllowedCountry] */
export const COUNTRIES = (
  "AC AD AE AF AG AI AL AM AO AQ AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
  "CA CD CF CG CH CI CK CL CM CN CO CR CV CW CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FO FR GA GB GD " +
  "GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IS IT JE JM JO JP KE KG KH " +
  "KI KM KN KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MK ML MM MN MO MQ MR MS MT MU MV MW MX " +
  "MY MZ NA NC NE NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PY QA RE RO RS RU RW SA SB SC SD " +
  "SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY " +
  "UZ VA VC VE VG VN VU WF WS XK YE YT ZA ZM ZW ZZ"
).split(" ");

export function country(): Param<Country> {
  const text = string();
  return {
    parse(raw, name) {
      const code = text.parse(raw, name);
      if (!COUNTRIES.includes(code))
        throw invalid(
          `Country '${code}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'. A full list of country codes is available at https://en.wikipedia.org/wiki/ISO_3166-1_alpha-2#Officially_assigned_code_elements`,
          name,
        );
      return code as Country;
    },
  };
}

/** The countries of the page with their names, sorted as its language sorts. */
export function countryNames(language: string, codes: string[] = COUNTRIES): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([language], { type: "region", fallback: "code" });
  const { compare } = new Intl.Collator(language);
  return codes
    .filter((code) => code !== "ZZ")
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => compare(a.name, b.name));
}
