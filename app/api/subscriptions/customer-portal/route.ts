import { z } from "zod";
import { requireUser } from "@/lib/auth";
import { limitCalls } from "@/lib/auth/limits";
import { openPortal, PORTAL_FLOWS } from "@/lib/billing/portal/session";
import { endpoint, fields, privateJson, readJson, requireSameOrigin } from "@/lib/http";

const body = z.object({
  workspace_id: fields.workspaceId.optional(),
  flow: z.enum(PORTAL_FLOWS, { error: `must be one of ${PORTAL_FLOWS.join(", ")}` }).optional(),
  subscription_id: fields.subscriptionId.optional(),
  price_id: fields.priceId.optional(),
});

export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const user = await requireUser();
  await limitCalls("portal", user.id);
  const { workspace_id, flow, subscription_id, price_id } = await readJson(request, body);
  return privateJson(
    await openPortal(user, { workspaceId: workspace_id, flow, subscriptionId: subscription_id, priceId: price_id }),
  );
});
