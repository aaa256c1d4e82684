import { z } from "zod";
import { requireUser } from "@/lib/auth";
import { listMySubscriptionItems } from "@/lib/billing/dashboard/subscriptions";
import { endpoint, fields, privatePage, readQuery } from "@/lib/http";

const query = z.object({ limit: fields.limit, after: fields.subscriptionId.optional() });

export const GET = endpoint(async (request) => {
  const user = await requireUser();
  const { limit, after } = await readQuery(request, query);
  const { rows, next } = await listMySubscriptionItems(user.id, limit, after);
  return privatePage(request, rows, next);
});
