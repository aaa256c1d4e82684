// No card network warns of fraud here, so there are no early warnings. Programs that copy all of an account ask for them.
import { get } from "../../conventions/endpoint.ts";
import { missing } from "../../conventions/errors.ts";
import { listParams, pageOf, range } from "../../conventions/lists.ts";
import { string } from "../../conventions/params.ts";

const WARNINGS = "/v1/radar/early_fraud_warnings";

export const radarEndpoints = [
  get(WARNINGS, listParams({ charge: string(), created: range(), payment_intent: string() }), (_ctx, at) =>
    pageOf([], WARNINGS, at),
  ),
  get(`${WARNINGS}/:id`, {}, (_ctx, _params, id) => {
    throw missing("radar.early_fraud_warning", id);
  }),
];
