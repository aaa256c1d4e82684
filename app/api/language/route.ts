import { z } from "zod";
import { backToPage } from "@/app/api/_way-back";
import { getClaim } from "@/lib/auth";
import { chooseLanguage } from "@/lib/auth/language";
import { keepLanguage } from "@/lib/choice-cookies";
import { endpoint, readForm, requireSameOrigin } from "@/lib/http";
import { languages } from "@/lib/languages.mjs";

const form = z.object({ language: z.enum(languages, { error: `must be one of ${languages.join(", ")}` }) });

/**
 * Keeps the language that a visitor chose at the foot of a page, and goes back to that page. For who is signed in it is
 * the choice of their account page.
 */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const { language } = await readForm(request, form);
  const claim = await getClaim();
  if (claim) await chooseLanguage(claim, language);
  await keepLanguage(language);
  return backToPage(request);
});
