import { fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { entitlementsOf } from "../../billing/entitlements.ts";
import { invalid, missing } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { cursor, listParams, page, pageOf } from "../../conventions/lists.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { boolean, required, string } from "../../conventions/params.ts";
import type { Feature } from "../../store/objects.ts";

const FEATURES = "/v1/entitlements/features";
const ACTIVE = "/v1/entitlements/active_entitlements";

export const entitlementEndpoints = [
  post(
    FEATURES,
    { lookup_key: required(string({ max: 80 })), name: required(string({ max: 80 })), metadata: metadata() },
    (ctx, params) => {
      for (const one of ctx.store.list("entitlements.feature")) {
        if (one.lookup_key === params.lookup_key)
          throw invalid(
            `A feature with the lookup key \`${params.lookup_key}\` already exists.`,
            "lookup_key",
            "resource_already_exists",
          );
      }
      const feature: Feature = {
        id: newId("feat"),
        object: "entitlements.feature",
        active: true,
        livemode: false,
        lookup_key: params.lookup_key,
        metadata: changeMetadata({}, params.metadata),
        name: params.name,
      };
      // Features have no events
      ctx.store.put("entitlements.feature", feature);
      return feature;
    },
  ),
  // Those that are archived are listed only when asked for [SDK: Feature.active, FeatureListParams.archived]
  get(
    FEATURES,
    listParams({ archived: boolean(), lookup_key: string() }),
    (ctx, { archived = false, lookup_key, ...at }) =>
      page(ctx, "entitlements.feature", FEATURES, at, {
        where: (one) => one.active !== archived && (lookup_key === undefined || one.lookup_key === lookup_key),
      }),
  ),
  get(`${FEATURES}/:id`, {}, (ctx, _params, id) => fetch(ctx, "entitlements.feature", id)),
  post(
    `${FEATURES}/:id`,
    { active: boolean(), metadata: metadata(), name: string({ max: 80 }) },
    (ctx, { metadata: change, ...params }, id) => {
      const before = fetch(ctx, "entitlements.feature", id);
      const after: Feature = { ...before, ...params, metadata: changeMetadata(before.metadata, change) };
      ctx.store.put("entitlements.feature", after);
      return after;
    },
  ),
  get(ACTIVE, { ...cursor, customer: required(string()) }, (ctx, { customer, ...at }) => {
    fetchNamed(ctx, "customer", customer, "customer");
    return pageOf(entitlementsOf(ctx, customer), ACTIVE, at);
  }),
  get(`${ACTIVE}/:id`, {}, (ctx, _params, id) => {
    const owner = ctx.store.read<string>("entitlement-owner", id.slice(0, 100));
    const found = owner === undefined ? undefined : entitlementsOf(ctx, owner).find((one) => one.id === id);
    if (!found) throw missing("entitlements.active_entitlement", id);
    return found;
  }),
];
