import { z } from "zod";
import { getClaim } from "@/lib/auth";
import { listForAnyone, listForUser, listForWorkspace } from "@/lib/billing/catalog/subscribable";
import { endpoint, fields, privateJson, readQuery } from "@/lib/http";

const query = z.object({ workspace_id: fields.workspaceId.optional(), currency: fields.currency.optional() });
const publicQuery = query.pick({ currency: true });

export const GET = endpoint(async (request) => {
  const claim = await getClaim();
  if (!claim) return publicAnswer(request);
  const { workspace_id, currency } = await readQuery(request, query);
  const list = await (workspace_id ? listForWorkspace(claim, workspace_id, currency) : listForUser(claim, currency));
  return list ? privateJson(list) : publicAnswer(request);
});

async function publicAnswer(request: Request): Promise<Response> {
  const { body, etag } = await listForAnyone((await readQuery(request, publicQuery)).currency);
  const headers = { etag, vary: "Cookie", "cache-control": "public, max-age=0, s-maxage=5" };
  const known = request.headers
    .get("if-none-match")
    ?.split(",")
    .map((tag) => tag.trim());
  if (known?.includes(etag) || known?.includes("*")) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
}
