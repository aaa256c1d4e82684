import { z } from "zod";
import { audited } from "@/app/_components/audited";
import { pathWith, paths } from "@/app/_components/paths";
import { codeOf } from "@/app/_components/product-error";
import { requireOperator } from "@/lib/auth/operator";
import { assignSubscription, dismissSubscription } from "@/lib/billing/ownership/assign";
import { endpoint, fields, readForm, requireSameOrigin, unknownAddress } from "@/lib/http";
import { resolveWorkspaceId } from "@/lib/ids";
import { log } from "@/lib/observe/log";

const ACTION = "must be assign or dismiss";
const WORKSPACE = "must be a text of up to 64 characters";
const form = z.object({
  subscription: fields.subscriptionId,
  workspace: z.string({ error: WORKSPACE }).trim().max(64, { error: WORKSPACE }).default(""),
  action: z.enum(["assign", "dismiss"], { error: ACTION }),
});

/** For the forms of the operator's page: gives an unassigned subscription to a workspace, or takes it off the list. */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const operator = await requireOperator();
  const { subscription, workspace: typed, action } = await readForm(request, form);
  const workspace = (await resolveWorkspaceId(typed)) ?? typed;
  if (action === "dismiss") {
    await audited("operator_dismissed", operator.id, { subscription });
    await dismissSubscription(subscription, operator.id);
    return back({});
  }
  try {
    await assignSubscription(subscription, workspace, operator.id);
    return back({ assigned: subscription });
  } catch (error) {
    const code = codeOf(error);
    if (code !== "workspace_not_found" && code !== "subscription_not_assignable" && code !== "stripe_unavailable")
      throw error;
    log.error(`Assigning ${subscription} failed`, { error });
    return back({ refused: code });
  }
});

const back = (parameters: Record<string, string>): Response =>
  new Response(null, { status: 303, headers: { location: `${pathWith(paths.operator, parameters)}#unassigned` } });

// To those who may not use it, and to a browser that opens it, it isn't there.
export { unknownAddress as GET, unknownAddress as OPTIONS };
