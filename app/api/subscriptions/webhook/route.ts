import { handleDelivery } from "@/lib/billing/events";
import { endpoint, readBody } from "@/lib/http";

const LIMIT_BYTES = 1024 * 1024;

/** Stripe's deliveries: 200 when the event's work is done (now, before, or there is none), else Stripe comes again. */
export const POST = endpoint(async (request) => {
  const payload = (await readBody(request, LIMIT_BYTES)).toString("utf8");
  const outcome = await handleDelivery(payload, request.headers.get("stripe-signature"));
  return Response.json({ received: true, outcome });
});
