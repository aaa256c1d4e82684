// The buttons within the checkout form that change the order. What was typed elsewhere stays as it was.
import { applyPromotionCode, removePromotionCode } from "../../billing/checkout/checkout-amounts.ts";
import {
  withoutOptionalItem,
  withOptionalItem,
  withQuantities,
  wrongQuantities,
} from "../../billing/checkout/change-items.ts";
import { removeSavedMethod } from "../../billing/checkout/saved-methods.ts";
import type { Context } from "../../conventions/context.ts";
import { StripeError } from "../../conventions/errors.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import type { Form } from "../answer.ts";
import type { FieldErrors } from "../fields.tsx";
import type { CheckoutForm } from "./typed.ts";

export interface Changed {
  session: CheckoutSession;
  errors: FieldErrors;
  /** What the form shows differently afterwards. */
  typed?: Partial<CheckoutForm>;
}

/** Undefined when the form is submitted to pay. */
export function changeOrder(
  ctx: Context,
  session: CheckoutSession,
  form: Form,
  { quantities = new Map<string, string>() }: CheckoutForm,
): Changed | undefined {
  const [action = "", what = ""] = form("do").split(":");
  switch (action) {
    case "apply-code":
      return applied(ctx, session, form("promotion"));
    case "remove-code":
      return { session: removePromotionCode(ctx, session), errors: {}, typed: { promotion: "" } };
    case "quantities":
      return changeQuantities(ctx, session, quantities);
    case "add-item":
      return { session: withOptionalItem(ctx, session, Number(what)), errors: {} };
    case "remove-item":
      return { session: withoutOptionalItem(ctx, session, Number(what)), errors: {} };
    case "remove-method":
      removeSavedMethod(ctx, session, what);
      return { session, errors: {}, typed: { saved: undefined } };
    default:
      return undefined;
  }
}

export function changeQuantities(ctx: Context, session: CheckoutSession, typed: Map<string, string>): Changed {
  const wrong = wrongQuantities(ctx, session, typed);
  const errors = Object.fromEntries([...wrong].map(([id, sentence]) => [`quantity[${id}]`, sentence]));
  if (wrong.size > 0) return { session, errors };
  return { session: withQuantities(ctx, session, typed), errors: {}, typed: { quantities: new Map() } };
}

function applied(ctx: Context, session: CheckoutSession, code: string): Changed {
  if (code === "") return { session, errors: { promotion: "Enter a promotion code." } };
  try {
    return { session: applyPromotionCode(ctx, session, code), errors: {}, typed: { promotion: "" } };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { session, errors: { promotion: error.message } };
  }
}
