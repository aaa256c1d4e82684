import { z } from "zod";
import { getMessages } from "@/app/_components/get-messages";
import { requireUser } from "@/lib/auth";
import { limitCalls } from "@/lib/auth/limits";
import { createCheckout } from "@/lib/billing/checkout/create";
import { noteLanguage } from "@/lib/billing/notices/language";
import { endpoint, fields, privateJson, readJson, requireSameOrigin } from "@/lib/http";

const QUANTITY = { error: "must be a whole number of at least 1" };

const body = z.object({
  price_id: fields.priceId,
  workspace_id: fields.workspaceId,
  currency: fields.currency.optional(),
  // A form sends a text.
  quantity: z
    .union(
      [
        z.int(QUANTITY).positive(QUANTITY),
        z
          .string()
          .regex(/^[1-9]\d{0,8}$/, QUANTITY)
          .transform(Number),
      ],
      QUANTITY,
    )
    .optional(),
});

export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const user = await requireUser();
  await limitCalls("checkout", user.id);
  const { price_id, workspace_id, currency, quantity } = await readJson(request, body);
  const checkout = await createCheckout(user, price_id, workspace_id, { currency, quantity });
  await noteLanguage(user.id, (await getMessages()).language);
  return privateJson(checkout);
});
