import { setTimeout as pause } from "node:timers/promises";
import type { Language } from "@/lib/languages.mjs";
import { hasSlot } from "@/lib/rate-limit";
import { mailResetLinks } from "./reset-link";

// Finding nobody takes a few milliseconds less. Both end at the next full step.
const STEP_MS = 100;

/** So often an hour an address gets mail, however often somebody asks. */
const TIMES_AN_HOUR = 5;

/** Sends a link to an address for each account that it means. The answer and its time are the same for every address. */
export async function askForReset(email: string, language: Language): Promise<void> {
  const started = performance.now();
  if (await hasSlot({ key: `reset mails to ${email}`, limit: TIMES_AN_HOUR, windowSeconds: 3600 }))
    await mailResetLinks(email, language);
  await pause(STEP_MS - ((performance.now() - started) % STEP_MS));
}
