import { requireUser } from "@/lib/auth";
import { listMySubscriptionItems } from "@/lib/billing/dashboard/subscriptions";
import { endpoint, privateJson } from "@/lib/http";

export const GET = endpoint(async () => {
  const user = await requireUser();
  return privateJson(await listMySubscriptionItems(user.id));
});
