import { z } from "zod";
import { paths } from "@/app/_components/paths";
import { fields } from "@/lib/http";
import { leadToStripe } from "../../lead-to-stripe";

const query = z.object({ workspace: fields.workspaceId, subscription: fields.subscriptionId });

export const GET = leadToStripe(paths.cancel, query, ({ workspace, subscription }) => ({
  workspaceId: workspace,
  flow: "subscription_cancel",
  subscriptionId: subscription,
}));
