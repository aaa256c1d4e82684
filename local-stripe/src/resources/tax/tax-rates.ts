import { create, update } from "../../billing/changes.ts";
import { taxRateObject } from "../../billing/tax/tax-rates.ts";
import { fetch, get, post } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { boolean, clearable, decimal, oneOf, required, string } from "../../conventions/params.ts";

const taxType = oneOf(
  "amusement_tax",
  "communications_tax",
  "gst",
  "hst",
  "igst",
  "jct",
  "lease_tax",
  "pst",
  "qst",
  "retail_delivery_fee",
  "rst",
  "sales_tax",
  "service_tax",
  "vat",
);

const editable = {
  active: boolean(),
  country: string({ max: 2 }),
  description: string(),
  display_name: string({ max: 50 }),
  jurisdiction: string({ max: 50 }),
  metadata: metadata(),
  state: string({ max: 3 }),
  tax_type: clearable(taxType),
};

function percentageOf(text: string): number {
  const percentage = Number(text);
  // At most four decimal places. [SDK: TaxRateCreateParams.percentage; wording unverified]
  if (percentage < 0 || percentage > 100 || !/^\d+(\.\d{1,4})?$/.test(text))
    throw invalid("Invalid percentage: must be between 0 and 100, with at most 4 decimal places.", "percentage");
  return percentage;
}

export const taxRateEndpoints = [
  post(
    "/v1/tax_rates",
    {
      ...editable,
      display_name: required(editable.display_name),
      inclusive: required(boolean()),
      percentage: required(decimal()),
    },
    (ctx, { percentage, metadata: given, ...fields }) =>
      create(
        ctx,
        "tax_rate",
        taxRateObject(ctx, {
          ...fields,
          effective_percentage: null,
          metadata: changeMetadata({}, given),
          percentage: percentageOf(percentage),
          rate_type: null,
        }),
        "tax_rate.created",
      ),
  ),
  get(
    "/v1/tax_rates",
    listParams({ active: boolean(), created: range(), inclusive: boolean() }),
    (ctx, { active, created, inclusive, ...at }) =>
      page(ctx, "tax_rate", "/v1/tax_rates", at, {
        where: (rate) =>
          (active === undefined || rate.active === active) &&
          (inclusive === undefined || rate.inclusive === inclusive) &&
          inRange(rate.created, created),
      }),
  ),
  get("/v1/tax_rates/:id", {}, (ctx, _params, id) => fetch(ctx, "tax_rate", id)),
  post("/v1/tax_rates/:id", editable, (ctx, { metadata: change, ...fields }, id) => {
    const rate = fetch(ctx, "tax_rate", id);
    return update(
      ctx,
      "tax_rate",
      { ...rate, ...fields, metadata: changeMetadata(rate.metadata ?? {}, change) },
      "tax_rate.updated",
    );
  }),
];
