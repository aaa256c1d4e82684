// The buttons within the checkout form that change the order. What was typed elsewhere stays as it was.
import { applyPromotionCode, belowLeast, removePromotionCode } from "../../billing/checkout/checkout-amounts.ts";
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
      return unlessTooLittle(ctx, session, undefined, () => withoutOptionalItem(ctx, session, Number(what)));
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
  const [first] = typed.keys();
  const after = { typed: { quantities: new Map() } };
  return unlessTooLittle(ctx, session, `quantity[${first}]`, () => withQuantities(ctx, session, typed), after);
}

/** An order of something that can't be charged is not taken. (How Stripe's page says so is not known.) */
function unlessTooLittle(
  ctx: Context,
  session: CheckoutSession,
  field: string | undefined,
  change: () => CheckoutSession,
  after: Pick<Changed, "typed"> = {},
): Changed {
  const before = ctx.store.detail("checkout.session", session.id);
  const changed = change();
  const least = belowLeast(changed);
  if (least === undefined) return { session: changed, errors: {}, ...after };
  ctx.store.put("checkout.session", session);
  if (before) ctx.store.putDetail("checkout.session", session.id, before);
  const sentence = `Your total would be below ${least}, the smallest amount we can charge.`;
  return field === undefined
    ? { session, errors: {}, typed: { problem: sentence } }
    : { session, errors: { [field]: sentence } };
}

function applied(ctx: Context, session: CheckoutSession, code: string): Changed {
  if (code === "") return { session, errors: { promotion: "Enter a promotion code." } };
  try {
    const apply = () => applyPromotionCode(ctx, session, code);
    return unlessTooLittle(ctx, session, "promotion", apply, { typed: { promotion: "" } });
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { session, errors: { promotion: error.message } };
  }
}
