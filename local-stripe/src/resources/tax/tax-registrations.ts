// Where tax is collected. Of all countries' options it keeps those that say which kind of registration it is.
import { create } from "../../billing/changes.ts";
import { isCountry } from "../../billing/tax/places.ts";
import { registrationStatus, taxSettings } from "../../billing/tax/settings.ts";
import type { Context } from "../../conventions/context.ts";
import { fetch, get, post } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { listParams, page } from "../../conventions/lists.ts";
import { clearable, dictionary, either, object, oneOf, required, string, timestamp } from "../../conventions/params.ts";
import { emit } from "../../events/events.ts";
import type { TaxRegistration } from "../../store/objects.ts";

const instant = either<number | "now", number | "now">(oneOf("now"), timestamp());
const option = object({
  type: required(string()),
  standard: object({ place_of_supply_scheme: required(string()) }),
  province_standard: object({ province: required(string()) }),
  state: string({ max: 2 }),
});

/** Its status follows from its dates. */
function asOfNow(ctx: Context, one: TaxRegistration): TaxRegistration {
  return { ...one, status: registrationStatus(one, ctx.now) };
}

const status = oneOf("active", "all", "expired", "scheduled");

export const taxRegistrationEndpoints = [
  post(
    "/v1/tax/registrations",
    {
      active_from: required(instant),
      country: required(string({ max: 2 })),
      country_options: required(dictionary(option)),
      expires_at: timestamp(),
    },
    (ctx, { active_from, country: named, country_options, expires_at = null }) => {
      const country = named.toUpperCase();
      if (!isCountry(country)) throw invalid(`Invalid country: ${named}`, "country");
      if (Object.keys(country_options).join() !== country.toLowerCase())
        throw invalid(
          `Missing required param: country_options[${country.toLowerCase()}].`,
          `country_options[${country.toLowerCase()}]`,
          "parameter_missing",
        );
      const dates = { active_from: active_from === "now" ? ctx.now : active_from, expires_at };
      return create(ctx, "tax.registration", {
        id: newId("taxreg"),
        object: "tax.registration",
        ...dates,
        country,
        country_options: country_options as TaxRegistration["country_options"],
        created: ctx.now,
        livemode: false,
        status: registrationStatus(dates, ctx.now),
      });
    },
  ),
  get("/v1/tax/registrations", listParams({ status }), (ctx, { status: wanted = "all", ...at }) => {
    const list = page(ctx, "tax.registration", "/v1/tax/registrations", at, {
      where: (one) => wanted === "all" || registrationStatus(one, ctx.now) === wanted,
    });
    return { ...list, data: list.data.map((one) => asOfNow(ctx, one)) };
  }),
  get("/v1/tax/registrations/:id", {}, (ctx, _params, id) => asOfNow(ctx, fetch(ctx, "tax.registration", id))),
  post(
    "/v1/tax/registrations/:id",
    { active_from: instant, expires_at: clearable(instant) },
    (ctx, { active_from, expires_at }, id) => {
      const known = fetch(ctx, "tax.registration", id);
      const at = (given: number | "now") => (given === "now" ? ctx.now : given);
      const changed: TaxRegistration = {
        ...known,
        active_from: active_from === undefined ? known.active_from : at(active_from),
        expires_at: expires_at === undefined ? known.expires_at : expires_at && at(expires_at),
      };
      const after = asOfNow(ctx, changed);
      ctx.store.put("tax.registration", after);
      return after;
    },
  ),
];

const address = object({
  city: clearable(string()),
  country: required(string({ max: 2 })),
  line1: clearable(string()),
  line2: clearable(string()),
  postal_code: clearable(string()),
  state: clearable(string()),
});

export const taxSettingsEndpoints = [
  get("/v1/tax/settings", {}, (ctx) => taxSettings(ctx)),
  post(
    "/v1/tax/settings",
    {
      defaults: object({ tax_behavior: oneOf("exclusive", "inclusive", "inferred_by_currency"), tax_code: string() }),
      head_office: object({ address: required(address) }),
    },
    (ctx, { defaults, head_office }) => {
      const known = taxSettings(ctx);
      const none = { city: null, line1: null, line2: null, postal_code: null, state: null };
      const after = {
        ...known,
        defaults: { ...known.defaults, ...defaults },
        head_office: head_office ? { address: { ...none, ...head_office.address } } : known.head_office,
      };
      ctx.store.save(after, "setting", "tax");
      emit(ctx, "tax.settings.updated", after);
      return after;
    },
  ),
];
