// An expired session is begun again at its recovery address: a copy of it, paid on the hosted page.
// [docs: payments/checkout/abandoned-carts]
import { create } from "../changes.ts";
import { checkCurrency } from "../customers/currency.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { newId } from "../../conventions/ids.ts";
import { DAY } from "../../time.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import { withAmounts } from "./checkout-amounts.ts";

/** Undefined when the address is unknown or too old. One copy is open at a time. */
export function recoverSession(ctx: Context, name: string): CheckoutSession | undefined {
  const original = /^\w{32}$/.test(name)
    ? ctx.store.get("checkout.session", ctx.store.read<string>("recovery", name) ?? "")
    : undefined;
  const recovery = original?.after_expiration?.recovery;
  if (!original || !recovery) return undefined;
  const now = nowFor(ctx, original.customer);
  if ((recovery.expires_at ?? 0) <= now) return undefined;
  return lastCopy(ctx, original) ?? copy(ctx, original, recovery.allow_promotion_codes, now);
}

/** The copy that was made before, unless it has expired as well. */
function lastCopy(ctx: Context, original: CheckoutSession): CheckoutSession | undefined {
  const id = ctx.store.read<string>("recovered", original.id);
  const made = id === undefined ? undefined : ctx.store.get("checkout.session", id);
  return made?.status === "expired" ? undefined : made;
}

function copy(ctx: Context, original: CheckoutSession, takesCodes: boolean, now: number): CheckoutSession {
  if (original.customer !== null && original.currency !== null && original.mode === "subscription")
    checkCurrency(ctx, original.customer, original.currency);
  const detail = ctx.store.detail("checkout.session", original.id);
  const id = newId("cs");
  if (detail) {
    const line_items = detail.line_items.map((item) => ({ ...item, id: newId("li") }));
    const { client_secret: _none, ...page } = detail.page ?? {};
    ctx.store.putDetail("checkout.session", id, { ...detail, line_items, page });
  }
  ctx.store.save(id, "recovered", original.id);
  const { redirect_on_completion: _none, return_url, ...rest } = original;
  const recovery = original.after_expiration?.recovery;
  const session: CheckoutSession = {
    ...rest,
    id,
    after_expiration: recovery ? { recovery: { ...recovery, expires_at: null, url: null } } : null,
    allow_promotion_codes: takesCodes || original.allow_promotion_codes,
    client_secret: null,
    created: now,
    expires_at: now + DAY,
    recovered_from: original.id,
    status: "open",
    success_url: original.success_url ?? return_url ?? null,
    ui_mode: "hosted_page",
    url: `${ctx.baseUrl}/c/pay/${id}`,
  };
  return create(ctx, "checkout.session", withAmounts(ctx, session));
}
