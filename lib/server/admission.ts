import { gateOf } from "@/lib/gate";

// Stripe comes again for an event only after an hour or so, so as many as possible of a burst wait; they are small. A person
// tries again at once, and their calls may take as long as Stripe does, so they don't wait but get more places.
const gates = {
  webhook: gateOf("webhook", { atOnce: 32, waiting: 2_000, patienceMs: 3_000 }),
  rest: gateOf("rest", { atOnce: 256, waiting: 256, patienceMs: 1_000 }),
};

const WEBHOOK = /^\/api\/subscriptions\/webhook\/?(?:\?|$)/;
/** They tell how it is, also while it is too much. */
const PROBES = /^\/api\/(?:health|livez|readyz)\/?(?:\?|$)/;

const nothing = () => undefined;

/**
 * Admits a request, or makes it wait.
 * @returns what to call when its answer is complete @throws ProductError overloaded
 */
export async function admit(url: string): Promise<() => void> {
  if (PROBES.test(url)) return nothing;
  return (WEBHOOK.test(url) ? gates.webhook : gates.rest).enter();
}
