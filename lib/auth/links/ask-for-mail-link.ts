import type { Language } from "@/lib/languages.mjs";
import { hasSlot } from "@/lib/rate-limit";
import { atAStep, MAIL_STEP_MS } from "../at-a-step";
import { LINKS } from "./links";
import { mailSignInLinks } from "./mail-link";

/** However often somebody asks: so often in the time for which a link is valid (ask-for-reset.ts). */
const LIMIT = { limit: 3, windowSeconds: LINKS.sign_in.minutesValid * 60 };

/** Sends a link to sign in to an address, if somebody has it. The answer and its time are the same for every address. */
export async function askForMailLink(email: string, language: Language): Promise<void> {
  await atAStep(MAIL_STEP_MS, async () => {
    if (await hasSlot({ key: `sign-in mails to ${email}`, ...LIMIT })) await mailSignInLinks(email, language, 1);
  });
}
