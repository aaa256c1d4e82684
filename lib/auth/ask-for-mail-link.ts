import { setTimeout as pause } from "node:timers/promises";
import { ProductError } from "@/lib/errors";
import type { Language } from "@/lib/languages.mjs";
import { takeSlot } from "@/lib/rate-limit";
import { mailSignInLinks } from "./mail-link";

// Finding nobody takes a few milliseconds less. Both end at the next full step.
const STEP_MS = 100;

/** So often an hour an address gets links, however often somebody asks. */
const TIMES_AN_HOUR = 5;

/** Sends a link to sign in to an address, if somebody has it. The answer and its time are the same for every address. */
export async function askForMailLink(email: string, language: Language): Promise<void> {
  const started = performance.now();
  if (await mayMail(email)) await mailSignInLinks(email, language);
  await pause(STEP_MS - ((performance.now() - started) % STEP_MS));
}

async function mayMail(email: string): Promise<boolean> {
  try {
    await takeSlot({ key: `sign-in mails to ${email}`, limit: TIMES_AN_HOUR, windowSeconds: 3600 });
    return true;
  } catch (error) {
    if (error instanceof ProductError && error.code === "rate_limited") return false;
    throw error;
  }
}
