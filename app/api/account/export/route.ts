import { requireUser } from "@/lib/auth";
import { limitCalls } from "@/lib/auth/limits";
import { accountAsJson } from "@/lib/billing/account/export";
import { endpoint } from "@/lib/http";

/** All that is kept about the signed-in person, as a file. */
export const GET = endpoint(async () => {
  const user = await requireUser();
  await limitCalls("export", user.id);
  const data = await accountAsJson(user.id);
  return new Response(JSON.stringify(data, null, 2), {
    headers: {
      "content-type": "application/json",
      "content-disposition": 'attachment; filename="account.json"',
      "cache-control": "private, no-store",
    },
  });
});
