import { z } from "zod";
import { codeOf } from "@/app/_components/product-error";
import { pathWith, paths } from "@/app/_components/paths";
import { requireOperator } from "@/lib/auth/operator";
import { resumeByOperator } from "@/lib/billing/operator/resume";
import { endpoint, fields, readForm, requireSameOrigin, unknownAddress } from "@/lib/http";
import { log } from "@/lib/observe/log";

const AMOUNT = "must be the amount that was shown, in minor units";

const form = z.object({
  workspace: fields.workspaceId,
  subscription: fields.subscriptionId,
  amount: z.coerce.number({ error: AMOUNT }).int({ error: AMOUNT }).min(0, { error: AMOUNT }),
});

/** For the form on a workspace's operator page: resumes a paused subscription for the sum that was shown there. */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const operator = await requireOperator();
  const { workspace, subscription, amount } = await readForm(request, form);
  const back = (parameters: Record<string, string>): Response => {
    const location = pathWith(`${paths.operator}/workspaces/${workspace}`, parameters);
    return new Response(null, { status: 303, headers: { location } });
  };
  try {
    await resumeByOperator(operator.id, subscription, amount);
    return back({ resumed: subscription });
  } catch (error) {
    const code = codeOf(error);
    if (!code) throw error;
    log.error(`Resuming ${subscription} failed`, { error });
    return back({ failed: code });
  }
});

// To those who may not use it, and to a browser that opens it, it isn't there.
export { unknownAddress as GET, unknownAddress as OPTIONS };
