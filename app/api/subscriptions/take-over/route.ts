import { z } from "zod";
import { getMessages } from "@/app/_components/get-messages";
import { requireUser } from "@/lib/auth";
import { limitCalls } from "@/lib/auth/limits";
import { takeOver } from "@/lib/billing/hand-over/take-over";
import { noteLanguage } from "@/lib/billing/notices/language";
import { endpoint, fields, privateJson, readJson, requireSameOrigin } from "@/lib/http";

const body = z.object({
  workspace_id: fields.workspaceId,
  subscription_id: fields.subscriptionId,
  price_id: fields.priceId.optional(),
  ui: fields.ui.optional(),
});

export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const user = await requireUser();
  await limitCalls("checkout", user.id);
  const { workspace_id, subscription_id, price_id, ui } = await readJson(request, body);
  const checkout = await takeOver(user, workspace_id, subscription_id, price_id, ui);
  await noteLanguage(user.id, (await getMessages()).language);
  return privateJson(checkout);
});
