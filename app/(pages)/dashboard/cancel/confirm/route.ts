import { z } from "zod";
import { codeOf } from "@/app/_components/product-error";
import { pathWith, paths } from "@/app/_components/paths";
import { requireUser } from "@/lib/auth";
import { limitCalls } from "@/lib/auth/limits";
import { openPortal } from "@/lib/billing/portal/session";
import { env } from "@/lib/env";
import { endpoint, fields, readQuery, requireSameOrigin } from "@/lib/http";

const query = z.object({ workspace: fields.workspaceId, subscription: fields.subscriptionId });

/**
 * The way to Stripe's cancellation for browsers without JavaScript. A link, because browsers hold all redirects of a form
 * to our policy, which names no other host. It changes nothing, so it may be a GET; other sites still may not lead here.
 */
export const GET = endpoint(async (request) => {
  requireSameOrigin(request);
  const { workspace, subscription } = await readQuery(request, query);
  // Ours in place of an external id would tell that there is such a workspace.
  const asked = new URL(request.url).searchParams.get("workspace") ?? "";
  const leadTo = (address: string) =>
    new Response(null, { status: 303, headers: { location: address, "cache-control": "no-store" } });
  try {
    const user = await requireUser();
    await limitCalls("portal", user.id);
    const flow = "subscription_cancel";
    return leadTo((await openPortal(user, { workspaceId: workspace, flow, subscriptionId: subscription })).url);
  } catch (error) {
    const failed = codeOf(error);
    if (!failed) throw error;
    return leadTo(env().FRONT_END_BASE_URL + pathWith(paths.cancel, { workspace: asked, subscription, failed }));
  }
});
