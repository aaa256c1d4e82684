import { createHash, timingSafeEqual } from "node:crypto";
import { clientAddress } from "@/lib/client-address";
import { env } from "@/lib/env";
import { notFound, wrongSecret } from "@/lib/errors";
import { takeSlot } from "@/lib/rate-limit";

// A scheduler calls seldom; guessing means calling often.
const CALLS_PER_MINUTE = 30;

/**
 * Admits callers with the secret of schedulers. Without that setting the address answers 404.
 * @throws ProductError not_found, rate_limited, unauthenticated
 */
export async function requireCronSecret(request: Request): Promise<void> {
  const secret = env().CRON_SECRET;
  if (secret === "") throw notFound();
  await takeSlot({ key: `cron from ${clientAddress(request.headers)}`, limit: CALLS_PER_MINUTE, windowSeconds: 60 });
  const given = request.headers.get("authorization") ?? "";
  // Digests have one length, and comparing them leaks nothing by timing.
  if (!timingSafeEqual(digest(given), digest(`Bearer ${secret}`))) throw wrongSecret();
}

const digest = (text: string) => createHash("sha256").update(text).digest();
