// The permission to debit an account. It comes with a bank account that is saved to a customer.
import { create, update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { newId, token } from "../../conventions/ids.ts";
import type { Mandate, PaymentMethod } from "../../store/objects.ts";

export function mandateOf(ctx: Context, method: PaymentMethod): Mandate {
  const [known] = [...ctx.store.list("mandate", { by: ["payment_method", method.id] })];
  return (
    known ??
    create(ctx, "mandate", {
      id: newId("mandate"),
      object: "mandate",
      customer_acceptance: { accepted_at: ctx.now, online: { ip_address: null, user_agent: null }, type: "online" },
      livemode: false,
      multi_use: {},
      payment_method: method.id,
      payment_method_details: {
        sepa_debit: { reference: token(16).toUpperCase(), url: `${ctx.baseUrl}/` },
        type: "sepa_debit",
      },
      status: "active",
      type: "multi_use",
    })
  );
}

/** The customer's bank takes the mandate back, or the customer gives it again. */
export function changeMandate(ctx: Context, mandate: Mandate, status: "active" | "inactive" | "pending"): Mandate {
  return update(ctx, "mandate", { ...mandate, status }, "mandate.updated");
}
