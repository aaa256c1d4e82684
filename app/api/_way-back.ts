import { env } from "@/lib/env";

/** Leads back to the page whose form was sent. */
export const backToPage = (request: Request): Response =>
  new Response(null, {
    status: 303,
    headers: { location: pageOfOurs(request.headers.get("referer")), "cache-control": "no-store" },
  });

/** The way back is a path, so a forged header can't lead elsewhere; a foreign address is ignored. */
function pageOfOurs(referer: string | null): string {
  if (!referer || !URL.canParse(referer)) return "/";
  const { origin, pathname, search } = new URL(referer);
  return origin === env().FRONT_END_BASE_URL && !pathname.startsWith("//") ? pathname + search : "/";
}
