import { setTimeout as pause } from "node:timers/promises";
import type { Language } from "@/lib/languages.mjs";
import { hasSlot } from "@/lib/rate-limit";
import { LINKS } from "./links";
import { mailSignInLinks } from "./mail-link";

// Finding nobody takes a few milliseconds less. Both end at the next full step.
const STEP_MS = 100;

/** However often somebody asks: so often in the time for which a link is valid (ask-for-reset.ts). */
const LIMIT = { limit: 3, windowSeconds: LINKS.sign_in.minutesValid * 60 };

/** Sends a link to sign in to an address, if somebody has it. The answer and its time are the same for every address. */
export async function askForMailLink(email: string, language: Language): Promise<void> {
  const started = performance.now();
  if (await hasSlot({ key: `sign-in mails to ${email}`, ...LIMIT })) await mailSignInLinks(email, language);
  await pause(STEP_MS - ((performance.now() - started) % STEP_MS));
}
