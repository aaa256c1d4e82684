import { z } from "zod";
import { requireUser } from "@/lib/auth";
import { limitCalls } from "@/lib/auth/limits";
import { takeOver } from "@/lib/billing/hand-over/take-over";
import { endpoint, fields, privateJson, readJson, requireSameOrigin } from "@/lib/http";

const body = z.object({
  workspace_id: fields.workspaceId,
  subscription_id: fields.subscriptionId,
  price_id: fields.priceId.optional(),
});

export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const user = await requireUser();
  await limitCalls("checkout", user.id);
  const { workspace_id, subscription_id, price_id } = await readJson(request, body);
  return privateJson(await takeOver(user, workspace_id, subscription_id, price_id));
});
