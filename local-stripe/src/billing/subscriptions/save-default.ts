// `payment_settings[save_default_payment_method]=on_subscription`: what a payment was made with pays from then on.
import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import type { SetupIntent, Subscription } from "../../store/objects.ts";

export function saveDefault(ctx: Context, id: string, method: string | null): void {
  const subscription = ctx.store.get("subscription", id);
  if (!subscription || method === null || !savesMethod(subscription)) return;
  update(ctx, "subscription", { ...subscription, default_payment_method: method }, "customer.subscription.updated");
}

/** What a subscription waited for is set up. */
export function afterSetup(ctx: Context, intent: SetupIntent): void {
  if (intent.customer === null) return;
  for (const one of [...ctx.store.list("subscription", { by: ["customer", intent.customer] })])
    if (one.pending_setup_intent === intent.id) {
      const default_payment_method = savesMethod(one) ? intent.payment_method : one.default_payment_method;
      const done = { ...one, pending_setup_intent: null, default_payment_method };
      update(ctx, "subscription", done, "customer.subscription.updated");
    }
}

function savesMethod({ payment_settings }: Subscription): boolean {
  return payment_settings?.save_default_payment_method === "on_subscription";
}
