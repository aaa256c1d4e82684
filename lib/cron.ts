import { createHash, timingSafeEqual } from "node:crypto";
import { clientAddress } from "@/lib/client-address";
import { env } from "@/lib/env";
import { notFound, wrongSecret } from "@/lib/errors";
import { takeSlot } from "@/lib/rate-limit";

// A scheduler comes once in a while; who guesses comes often.
const CALLS_PER_MINUTE = 30;

/**
 * Lets in who sends the secret of schedulers. Without that setting there is nothing at this address.
 * @throws ProductError not_found, rate_limited, unauthenticated
 */
export async function requireCronSecret(request: Request): Promise<void> {
  const secret = env().CRON_SECRET;
  if (secret === "") throw notFound();
  await takeSlot({ key: `cron from ${clientAddress(request.headers)}`, limit: CALLS_PER_MINUTE, windowSeconds: 60 });
  const given = request.headers.get("authorization") ?? "";
  // Digests are of one length, and comparing them tells nothing by the time it takes.
  if (!timingSafeEqual(digest(given), digest(`Bearer ${secret}`))) throw wrongSecret();
}

const digest = (text: string) => createHash("sha256").update(text).digest();
