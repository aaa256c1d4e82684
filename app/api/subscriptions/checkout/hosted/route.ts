import { z } from "zod";
import { requireUser } from "@/lib/auth";
import { limitCalls } from "@/lib/auth/limits";
import { hostedInstead } from "@/lib/billing/checkout/hosted-instead";
import { endpoint, fields, privateJson, readJson, requireSameOrigin } from "@/lib/http";

const body = z.object({ session_id: fields.sessionId });

export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const user = await requireUser();
  await limitCalls("checkout", user.id);
  return privateJson(await hostedInstead(user, (await readJson(request, body)).session_id));
});
