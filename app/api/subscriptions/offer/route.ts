import { z } from "zod";
import { getUser } from "@/lib/auth";
import { getOffer, type PersonalOffer } from "@/lib/billing/catalog/offer";
import { endpoint, fields, privateJson, readQuery } from "@/lib/http";

const query = z.object({ workspace_id: fields.workspaceId.optional() });

/** The personal part of the pricing page. */
export const GET = endpoint(async (request) => {
  const user = await getUser();
  const { workspace_id } = await readQuery(request, query);
  const person = user && { name: user.name, email: user.email };
  return privateJson({ ...(await getOffer(user?.id ?? null, workspace_id)), person } satisfies PersonalOffer);
});
