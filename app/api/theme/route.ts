import { z } from "zod";
import { backToPage } from "@/app/api/_way-back";
import { keepTheme } from "@/lib/choice-cookies";
import { endpoint, readForm, requireSameOrigin } from "@/lib/http";
import { themeOf, themes } from "@/lib/themes";

const choices = ["system", ...themes] as const;
const form = z.object({ theme: z.enum(choices, { error: `must be one of ${choices.join(", ")}` }) });

/** Keeps the theme that a visitor chose at the foot of a page, and goes back to that page. */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const { theme } = await readForm(request, form);
  await keepTheme(themeOf(theme));
  return backToPage(request);
});
