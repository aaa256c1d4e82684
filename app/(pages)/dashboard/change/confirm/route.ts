import { z } from "zod";
import { paths } from "@/app/_components/paths";
import { fields } from "@/lib/http";
import { leadToStripe } from "../../lead-to-stripe";

const query = z.object({ workspace: fields.workspaceId, price: fields.priceId });

export const GET = leadToStripe(paths.change, query, ({ workspace, price }) => ({
  workspaceId: workspace,
  flow: "subscription_update_confirm",
  priceId: price,
}));
