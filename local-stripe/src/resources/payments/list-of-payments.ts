import { get } from "../../conventions/endpoint.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { string } from "../../conventions/params.ts";

/** What became of payments: by charge, payment intent and date. */
export const listOfPayments = (kind: "dispute" | "refund") =>
  get(
    `/v1/${kind}s`,
    listParams({ charge: string(), payment_intent: string(), created: range() }),
    (ctx, { charge, payment_intent, created, ...at }) =>
      page(ctx, kind, `/v1/${kind}s`, at, {
        by:
          charge !== undefined
            ? ["charge", charge]
            : payment_intent !== undefined
              ? ["payment_intent", payment_intent]
              : undefined,
        where: (one) =>
          (payment_intent === undefined || one.payment_intent === payment_intent) && inRange(one.created, created),
      }),
  );
