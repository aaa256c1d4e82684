import { randomUUID } from "node:crypto";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { features } from "@/billing/features";
import { knownFeatures } from "./feature-ids";

/** A manual override: it grants a feature beside the plans, until a day. */
export type Override = {
  id: string;
  workspaceId: string;
  feature: string;
  /** The id that the feature had then, if it has another one now. */
  grantedAs?: string;
  /** Null: unlimited. */
  limit: number | null;
  until: Date;
  note: string;
  grantedBy: string;
  grantedAt: Date;
  revokedBy: string | null;
  revokedAt: Date | null;
};

export type Grant = Pick<Override, "workspaceId" | "feature" | "limit" | "until" | "note" | "grantedBy">;

const COLUMNS = `id, workspace_id AS "workspaceId", feature_id AS feature, limit_value AS "limit", until, note, granted_by AS "grantedBy",
  granted_at AS "grantedAt", revoked_by AS "revokedBy", revoked_at AS "revokedAt"`;

const GRANT = `
  INSERT INTO entitlement_override (id, workspace_id, feature_id, limit_value, until, note, granted_by, granted_at)
  SELECT $1, w.id, $3, $4, $5, $6, $7, $8 FROM workspace w WHERE w.id = $2 AND w.deleted_at IS NULL
  RETURNING ${COLUMNS}`;

/** @returns null where there is no such workspace */
export async function grantOverride(grant: Grant): Promise<Override | null> {
  const { workspaceId, feature, limit, until, note, grantedBy } = grant;
  const values = [randomUUID(), workspaceId, knownFeatures.currentOf(feature), limit, until, note, grantedBy, now()];
  const [made] = await statement<Override>("override_grant", GRANT, values);
  return made ?? null;
}

const REVOKE = `UPDATE entitlement_override SET revoked_by = $2, revoked_at = $3 WHERE id = $1 AND revoked_at IS NULL AND until > $3 RETURNING ${COLUMNS}`;

/** @returns null if no such override is in force */
export async function revokeOverride(id: string, revokedBy: string): Promise<Override | null> {
  const [revoked] = await statement<Override>("override_revoke", REVOKE, [id, revokedBy, now()]);
  return revoked ? withCurrentId(revoked) : null;
}

const LIST = `SELECT ${COLUMNS} FROM entitlement_override WHERE workspace_id = $1 ORDER BY granted_at DESC, id LIMIT 100`;

/** All there were, the newest first. */
export const listOverrides = async (workspaceId: string): Promise<Override[]> =>
  (await statement<Override>("overrides", LIST, [workspaceId])).map(withCurrentId);

function withCurrentId(override: Override): Override {
  const feature = knownFeatures.currentOf(override.feature);
  return feature === override.feature ? override : { ...override, feature, grantedAs: override.feature };
}

/** Also true for a deleted workspace, whose overrides are kept. */
export const workspaceIsKnown = async (id: string): Promise<boolean> =>
  (await statement("workspace_known", "SELECT FROM workspace WHERE id = $1", [id])).length > 0;

/** Whether our code names the feature, or some product carries it today: a misspelled one would grant nothing. */
export async function isKnownFeature(feature: string): Promise<boolean> {
  if (Object.hasOwn(features, knownFeatures.currentOf(feature))) return true;
  return (
    (await statement("feature_carried", "SELECT FROM product_feature WHERE feature_id = $1 LIMIT 1", [feature]))
      .length > 0
  );
}
