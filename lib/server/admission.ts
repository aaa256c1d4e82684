import type { IncomingMessage } from "node:http";
import { type Bounds, gateOf } from "@/lib/gate";
import { own } from "@/lib/own";
import { crowdIsRead, waitsSince } from "./crowd";
import { Place } from "./place";

type Lane = "webhook" | "sign-up" | "sign-in" | "health" | "readyz" | "livez" | "read" | "page" | "kept" | "rest";

// Whatever waits and whatever is done takes less than five seconds together, with fewer at once where one costs more.
const BOUNDS: Record<Lane, Bounds> = {
  // Stripe comes again only after an hour or so: as many as possible of a burst wait. They are small.
  webhook: { atOnce: 32, waiting: 4_000, patienceMs: 3_000, usualMs: 1 },
  // A password's hash takes a core, and has a gate of its own (lib/auth/passwords/passwords.ts).
  "sign-up": { atOnce: 6, waiting: 200, patienceMs: 1_500, usualMs: 20 },
  // What is slowed down on purpose (lib/auth/credentials.ts) waits outside.
  "sign-in": { atOnce: 24, waiting: 400, patienceMs: 2_000, usualMs: 15 },
  // They share one answer (lib/server/shared-answer.ts), which takes as long as the database does.
  health: { atOnce: 64, waiting: 256, patienceMs: 1_000, usualMs: 2 },
  readyz: { atOnce: 64, waiting: 256, patienceMs: 1_000, usualMs: 2 },
  livez: { atOnce: 64, waiting: 256, patienceMs: 1_000, usualMs: 2 },
  // What endpoints read from the database: more at once than it has connections only wait there.
  read: { atOnce: 32, waiting: 256, patienceMs: 1_000, usualMs: 4 },
  // Rendering one takes a core.
  page: { atOnce: 16, waiting: 1_000, patienceMs: 2_500, usualMs: 15 },
  kept: { atOnce: 64, waiting: 1_000, patienceMs: 2_500, usualMs: 4 },
  // May take as long as Stripe does.
  rest: { atOnce: 256, waiting: 256, patienceMs: 1_000, usualMs: 4 },
};

/**
 * A delivery that was begun and has no answer by then gets 503, so that Stripe sends it again. Its work continues, and counts:
 * each event is done once. Nothing else may be answered so, because its sender would take it for undone.
 */
const LONGEST_MS: Partial<Record<Lane, number>> = { webhook: 3_500 };

const LANES: Record<string, Lane> = {
  "/api/subscriptions/webhook": "webhook",
  "/api/users": "sign-up",
  "/api/auth/callback/credentials": "sign-in",
  "/api/health": "health",
  "/api/readyz": "readyz",
  "/api/livez": "livez",
};

/** Files, and the pages that are kept like files. */
const KEPT = /^(?:$|\/_next\/|\/pricing\b|\/[^/]+\.\w+$)/;
const ASKS_STRIPE = /^\/(?:payment\b|checkout\b|dashboard\/)/;

/** They tell how it is, also while it is too much. */
const PROBES: readonly Lane[] = ["health", "readyz", "livez"];

/** By the address as Next reads it: another spelling of it is no way around a bound. */
export function laneOf(method: string | undefined, url: string): Lane {
  const path = plainPath(url);
  const named = own(LANES, path);
  if (named) return named;
  if (method === "POST" || path.startsWith("/api/auth/")) return "rest";
  if (path.startsWith("/api/")) return "read";
  if (KEPT.test(path)) return "kept";
  return ASKS_STRIPE.test(path) ? "rest" : "page";
}

function plainPath(url: string): string {
  try {
    const { pathname } = new URL(url.replace(/^\/+/, "/"), "http://ours");
    return decodeURIComponent(pathname)
      .replaceAll(/\/{2,}/g, "/")
      .replace(/\/$/, "");
  } catch {
    return url;
  }
}

export type Admitted = {
  place: Place;
  /** By `performance.now()`. */
  answerBy?: number;
};

/**
 * Admits a request, or makes it wait.
 * @throws ProductError overloaded
 */
export async function admit({ method, url = "" }: IncomingMessage): Promise<Admitted> {
  const lane = laneOf(method, url);
  const since = waitsSince();
  const longest = LONGEST_MS[lane];
  if (!PROBES.includes(lane)) await crowdIsRead();
  const gate = gateOf(lane, BOUNDS[lane]);
  const place = new Place(gate, await gate.enter(since));
  return longest === undefined ? { place } : { place, answerBy: since + longest };
}
