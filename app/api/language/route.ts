import { z } from "zod";
import { languages, LANGUAGE_COOKIE } from "@/lib/languages.mjs";
import { env } from "@/lib/env";
import { endpoint, readForm, requireSameOrigin } from "@/lib/http";

const A_YEAR_SECONDS = 365 * 86_400;

const form = z.object({ language: z.enum(languages, { error: `must be one of ${languages.join(", ")}` }) });

/** Keeps the language that a visitor chose at the foot of a page, and goes back to that page. */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const { language } = await readForm(request, form);
  const secure = env().FRONT_END_BASE_URL.startsWith("https:") ? "; Secure" : "";
  const headers = {
    location: pageOfOurs(request.headers.get("referer")),
    "set-cookie": `${LANGUAGE_COOKIE}=${language}; Path=/; Max-Age=${A_YEAR_SECONDS}; SameSite=Lax; HttpOnly${secure}`,
    "cache-control": "no-store",
  };
  return new Response(null, { status: 303, headers });
});

/** The way back is a path, so a forged header can't lead elsewhere; a foreign address is ignored. */
function pageOfOurs(referer: string | null): string {
  if (!referer || !URL.canParse(referer)) return "/";
  const { origin, pathname, search } = new URL(referer);
  return origin === env().FRONT_END_BASE_URL && !pathname.startsWith("//") ? pathname + search : "/";
}
