import { z } from "zod";
import { audited } from "@/app/_components/audited";
import { paths } from "@/app/_components/paths";
import { requireOperator } from "@/lib/auth/operator";
import { endpoint, readForm, requireSameOrigin } from "@/lib/http";
import { sendAgain } from "@/lib/mail/failed";

const MAIL = "must be the id of a mail, or all";

const form = z.object({ mail: z.union([z.literal("all"), z.guid({ error: MAIL })], { error: MAIL }) });

/** For the forms of the operator's page: sends one mail that was given up, or all, once more. */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const operator = await requireOperator();
  const { mail } = await readForm(request, form);
  await audited("operator_sent_mail", operator.id, { mail });
  await sendAgain(mail);
  return new Response(null, { status: 303, headers: { location: `${paths.operator}#mail` } });
});
