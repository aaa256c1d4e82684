import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { nodeEndpoint, readNodeBody } from "@/lib/node-http";

const LIMIT_BYTES = 1024 * 1024;

// The signature is over the body as it came.
export const config = { api: { bodyParser: false } };

/**
 * Stripe's deliveries: 200 when the event is done (now, before, or with nothing to do), otherwise Stripe delivers
 * again. It is in this folder for speed: docs/decisions/017-webhook-by-node.md.
 */
export default nodeEndpoint("POST", async (request) => {
  const payload = (await readNodeBody(request, LIMIT_BYTES)).toString("utf8");
  const outcome = await handleDelivery(payload, request.headers["stripe-signature"]?.toString() ?? null);
  return { received: true, outcome };
});
