import type { Language } from "@/lib/languages.mjs";
import { hasSlot } from "@/lib/rate-limit";
import { atAStep, MAIL_STEP_MS } from "../at-a-step";
import { LINKS } from "./links";
import { mailResetLinks } from "./reset-link";

/**
 * However often somebody asks: so often in the time for which a link is valid. So nobody keeps another person from getting
 * one: where there was too much, there are links in the mailbox that still work.
 */
const LIMIT = { limit: 3, windowSeconds: LINKS.password_reset.minutesValid * 60 };

/** Sends a link to an address for each account that it means. The answer and its time are the same for every address. */
export async function askForReset(email: string, language: Language): Promise<void> {
  await atAStep(MAIL_STEP_MS, async () => {
    if (await hasSlot({ key: `reset mails to ${email}`, ...LIMIT })) await mailResetLinks(email, language, 1);
  });
}
