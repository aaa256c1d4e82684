import { type ErrorCode, ProductError } from "@/lib/errors";
import { log } from "@/lib/observe/log";
import { takeSlot } from "@/lib/rate-limit";
import { Deadline } from "@/lib/stripe/deadline";
import { reachingStripe } from "../stripe-call";
import { fetchSession } from "./session-at-stripe";
import type { SessionRow } from "./sessions";

export const ASK_EVERY_SECONDS = 2;

/** One question per session in that time, over all instances. */
export async function mayAsk(row: SessionRow, windowSeconds = ASK_EVERY_SECONDS): Promise<boolean> {
  try {
    await takeSlot({ key: `payment page of ${row.id}, ${windowSeconds}`, limit: 1, windowSeconds });
    return true;
  } catch (error) {
    if (error instanceof ProductError && error.code === "rate_limited") return false;
    throw error;
  }
}

export const askStripe = (row: SessionRow): Promise<SessionRow | undefined> =>
  reachingStripe(() => fetchSession(row, new Deadline(5_000))).catch(sayWhatIsKnown);

const NO_ANSWER = new Set<ErrorCode>(["stripe_unavailable", "stripe_refused"]);

/** While Stripe is unavailable a page shows what is known, and asks again. */
export function sayWhatIsKnown(error: unknown): undefined {
  if (!(error instanceof ProductError && NO_ANSWER.has(error.code))) throw error;
  log.warn("The page of a checkout could not ask Stripe", { error: error.cause });
  return undefined;
}
