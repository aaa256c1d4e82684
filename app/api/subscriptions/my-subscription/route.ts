import { requireUser } from "@/lib/auth";
import { listMySubscriptions } from "@/lib/billing/dashboard/subscriptions";
import { endpoint, privateJson } from "@/lib/http";

export const GET = endpoint(async () => {
  const user = await requireUser();
  return privateJson(await listMySubscriptions(user.id));
});
