import { getMessages } from "@/app/_components/get-messages";
import { requireUser } from "@/lib/auth";
import { limitCalls } from "@/lib/auth/limits";
import { createCheckout } from "@/lib/billing/checkout/create";
import { noteLanguage } from "@/lib/billing/notices/language";
import { endpoint, privateJson, readJson, requireSameOrigin } from "@/lib/http";
import { checkoutBody } from "./_body";

export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const user = await requireUser();
  await limitCalls("checkout", user.id);
  const { price_id, workspace_id, ...options } = await readJson(request, checkoutBody);
  const checkout = await createCheckout(user, price_id, workspace_id, options);
  await noteLanguage(user.id, (await getMessages()).language);
  return privateJson(checkout);
});
