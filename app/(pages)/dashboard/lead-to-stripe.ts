import type { z } from "zod";
import { pathWith } from "@/app/_components/paths";
import { codeOf } from "@/app/_components/product-error";
import { requireUser } from "@/lib/auth";
import { limitCalls } from "@/lib/auth/limits";
import { openPortal, type PortalRequest } from "@/lib/billing/portal/session";
import { env } from "@/lib/env";
import { endpoint, readQuery, requireSameOrigin } from "@/lib/http";

/**
 * The way to Stripe for browsers without JavaScript. A link, not a form, because browsers hold all redirects of a form
 * to our policy, which names no other host. It changes nothing, so it may be a GET; other sites still may not lead here.
 * @param page where a refusal is shown, with the parameters that were sent
 */
export const leadToStripe = <Asked extends Record<string, string>>(
  page: string,
  query: z.ZodType<Asked>,
  requestOf: (asked: Asked) => PortalRequest,
) =>
  endpoint(async (request) => {
    requireSameOrigin(request);
    const asked = await readQuery(request, query);
    const leadTo = (address: string) =>
      new Response(null, { status: 303, headers: { location: address, "cache-control": "no-store" } });
    try {
      const user = await requireUser();
      await limitCalls("portal", user.id);
      return leadTo((await openPortal(user, requestOf(asked))).url);
    } catch (error) {
      const failed = codeOf(error);
      if (!failed) throw error;
      // As it was sent: ours in place of an external id would tell that there is such a workspace.
      const sent = Object.fromEntries(new URL(request.url).searchParams);
      return leadTo(env().FRONT_END_BASE_URL + pathWith(page, { ...sent, failed }));
    }
  });
