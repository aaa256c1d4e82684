import { workspaceHandedOver } from "../hand-over/rows";
import { namedWorkspace } from "../ownership/sql";
import type { Kind } from "./records";

const NAMED = namedWorkspace("(gate.object->>'workspace_id')::uuid", "gate.object->'metadata'");

/**
 * The workspace that has pending work, from now or from before; of a customer's the first. `IN` is hashed: a page has
 * five hundred rows.
 */
export const pendingFor = (kind: Kind) =>
  kind === "payment_method"
    ? `(SELECT s.workspace_id FROM subscription s
        WHERE s.customer_id = gate.object->>'customer_id' AND s.workspace_id IN (SELECT w.workspace_id FROM pending w) LIMIT 1)`
    : kind === "subscription"
      ? `CASE WHEN ${NAMED} IN (SELECT w.workspace_id FROM pending w)
          OR (SELECT true FROM pending_work w WHERE w.workspace_id = ${NAMED})
        THEN ${NAMED} END`
      : kind === "customer"
        ? `COALESCE((SELECT k.workspace_id FROM card_changes k WHERE k.customer_id = gate.object_id LIMIT 1),
          (SELECT k.workspace_id FROM card_change k WHERE k.customer_id = gate.object_id AND k.state = 'open' LIMIT 1),
          (SELECT p.workspace_id FROM previews p JOIN subscription s ON s.id = p.subscription_id WHERE s.customer_id = gate.object_id LIMIT 1))`
        : kind === "invoice" || kind === "subscription_schedule"
          ? `COALESCE(${kind === "invoice" ? workspaceHandedOver("gate.object->>'subscription_id'") : "NULL::uuid"},
            (SELECT p.workspace_id FROM previews p WHERE p.subscription_id = gate.object->>'subscription_id'))`
          : "NULL::uuid";
