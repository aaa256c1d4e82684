import { cookies } from "next/headers";
import { z } from "zod";
import { backToPage } from "@/app/api/_way-back";
import { getClaim } from "@/lib/auth";
import { isSecure, sessionCookie } from "@/lib/auth/session-token";
import { endSession } from "@/lib/auth/sessions";
import { endpoint, readForm, requireSameOrigin } from "@/lib/http";

const form = z.object({ stay: z.literal("true").optional() });

/**
 * Signs out, by a plain form, and leads to the plans or back to the page. Where the session can't be ended, its cookie
 * stays too.
 */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const { stay } = await readForm(request, form);
  const claim = await getClaim();
  if (claim) await endSession(claim);
  const options = { path: "/", maxAge: 0, httpOnly: true, sameSite: "lax", secure: isSecure() } as const;
  (await cookies()).set(sessionCookie(), "", options);
  if (stay) return backToPage(request);
  return new Response(null, { status: 303, headers: { location: "/pricing", "cache-control": "no-store" } });
});
