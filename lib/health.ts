import { now } from "@/lib/clock";
import { statement } from "@/lib/db";

/** How the app is. @throws when the database does not answer */
export async function getHealth(): Promise<{ oldestUnprocessedEventSeconds: number | null }> {
  const [row] = await statement<{ oldest: Date | null }>(
    "health",
    "SELECT min(first_attempt_at) AS oldest FROM stripe_event WHERE state = 'failed'",
    [],
  );
  if (!row?.oldest) return { oldestUnprocessedEventSeconds: null };
  return { oldestUnprocessedEventSeconds: Math.max(0, Math.round((now().getTime() - row.oldest.getTime()) / 1000)) };
}
