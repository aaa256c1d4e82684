import { type Bounds, gateOf } from "@/lib/gate";
import { crowdIsRead, waitsSince } from "./crowd";

type Lane = "webhook" | "sign-up" | "sign-in" | "rest";

// Whatever waits and whatever is done takes less than five seconds together, with fewer at once where one costs more.
const BOUNDS: Record<Lane, Bounds> = {
  // Stripe comes again only after an hour or so: as many as possible of a burst wait. They are small.
  webhook: { atOnce: 32, waiting: 4_000, patienceMs: 3_000, usualMs: 1 },
  // A password's hash takes a core, and has a gate of its own (lib/auth/passwords.ts).
  "sign-up": { atOnce: 6, waiting: 200, patienceMs: 1_500, usualMs: 20 },
  // Some are slowed down on purpose (lib/auth/credentials.ts).
  "sign-in": { atOnce: 24, waiting: 200, patienceMs: 1_000, usualMs: 30 },
  // May take as long as Stripe does.
  rest: { atOnce: 256, waiting: 256, patienceMs: 1_000, usualMs: 4 },
};

/**
 * A delivery that was begun and has no answer by then gets 503, so that Stripe sends it again. Its work continues, and counts:
 * each event is done once. Nothing else may be answered so, because its sender would take it for undone.
 */
const LONGEST_MS: Partial<Record<Lane, number>> = { webhook: 3_500 };

const LANES: [RegExp, Lane][] = [
  [/^\/api\/subscriptions\/webhook\/?(?:\?|$)/, "webhook"],
  [/^\/api\/users\/?(?:\?|$)/, "sign-up"],
  [/^\/api\/auth\/callback\/credentials\/?(?:\?|$)/, "sign-in"],
];

/** They tell how it is, also while it is too much. */
const PROBES = /^\/api\/(?:health|livez|readyz)\/?(?:\?|$)/;

export type Admitted = {
  /** To be called when its answer is complete. */
  leave: () => void;
  /** By `performance.now()`. */
  answerBy?: number;
};

/**
 * Admits a request, or makes it wait.
 * @throws ProductError overloaded
 */
export async function admit(url: string): Promise<Admitted> {
  if (PROBES.test(url)) return { leave: () => undefined };
  const lane = LANES.find(([path]) => path.test(url))?.[1] ?? "rest";
  const since = waitsSince();
  const longest = LONGEST_MS[lane];
  await crowdIsRead();
  const leave = await gateOf(lane, BOUNDS[lane]).enter(since);
  return longest === undefined ? { leave } : { leave, answerBy: since + longest };
}
