import { type Bounds, gateOf } from "@/lib/gate";

type Lane = "webhook" | "sign-up" | "sign-in" | "rest";

// Whatever waits and whatever is done takes less than five seconds together, with fewer at once where one costs more.
const BOUNDS: Record<Lane, Bounds> = {
  // Stripe comes again only after an hour or so: as many as possible of a burst wait. They are small.
  webhook: { atOnce: 32, waiting: 2_000, patienceMs: 3_000 },
  // A password's hash takes a core.
  "sign-up": { atOnce: 6, waiting: 200, patienceMs: 1_500 },
  // Some are slowed down on purpose (lib/auth/credentials.ts).
  "sign-in": { atOnce: 24, waiting: 200, patienceMs: 2_000 },
  // May take as long as Stripe does.
  rest: { atOnce: 256, waiting: 256, patienceMs: 1_000 },
};

const LANES: [RegExp, Lane][] = [
  [/^\/api\/subscriptions\/webhook\/?(?:\?|$)/, "webhook"],
  [/^\/api\/users\/?(?:\?|$)/, "sign-up"],
  [/^\/api\/auth\/callback\/credentials\/?(?:\?|$)/, "sign-in"],
];

/** They tell how it is, also while it is too much. */
const PROBES = /^\/api\/(?:health|livez|readyz)\/?(?:\?|$)/;

const nothing = () => undefined;

/**
 * Admits a request, or makes it wait.
 * @returns what to call when its answer is complete @throws ProductError overloaded
 */
export async function admit(url: string): Promise<() => void> {
  if (PROBES.test(url)) return nothing;
  const lane = LANES.find(([path]) => path.test(url))?.[1] ?? "rest";
  return gateOf(lane, BOUNDS[lane]).enter();
}
