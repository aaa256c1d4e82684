// What a visitor chose to change to: a price and its quantity, as far as the configuration or a link offers them.
import type { Context } from "../../conventions/context.ts";
import type { Price, Subscription } from "../../store/objects.ts";
import { productName } from "../wording.ts";
import { inFlow, type Portal } from "./access.ts";
import { offeredPrices, quantityBounds, selectablePrices, type Bounds } from "./plan.ts";

export interface Choice {
  price: Price;
  quantity: number;
  /** Whether the visitor chose the quantity, too. */
  adjustable: boolean;
}

/** What was typed. An empty quantity is the one there is. */
export interface Typed {
  price: string;
  quantity: string;
}

/** What was typed, with the sentence about what is wrong with it, and where that belongs. */
export interface Refused extends Typed {
  field: "price" | "quantity";
  sentence: string;
}

export function readChoice(ctx: Context, portal: Portal, subscription: Subscription, typed: Typed): Choice | Refused {
  const current = subscription.items.data[0];
  const linked = linkedChange(portal);
  const refuse = (field: Refused["field"], sentence: string): Refused => ({ ...typed, field, sentence });
  const price = linked
    ? linkedPrice(ctx, portal, subscription, linked.price, typed.price)
    : selectablePrices(ctx, portal, subscription).find(({ id }) => id === typed.price);
  if (!price || !current) return refuse("price", "Choose another plan.");
  const bounds = linked ? undefined : quantityBounds(portal, price);
  if (!bounds && typed.quantity !== "")
    return refuse("quantity", `The quantity of ${productName(ctx, price)} can’t be changed here.`);
  const kept = linked?.quantity ?? current.quantity ?? 1;
  const quantity = typed.quantity === "" ? kept : Number(typed.quantity);
  const sentence = bounds && outside(bounds, typed.quantity || String(kept));
  if (sentence) return refuse("quantity", sentence);
  if (price.id === current.price.id && quantity === (current.quantity ?? 1))
    return refuse("price", bounds ? "Choose another plan or another quantity." : "Choose another plan.");
  return { price, quantity, adjustable: bounds !== undefined };
}

function outside({ minimum, maximum }: Bounds, typed: string): string | undefined {
  if (!/^\d+$/.test(typed)) return "The quantity must be a whole number.";
  return Number(typed) < minimum || Number(typed) > maximum
    ? `The quantity must be from ${minimum} to ${maximum}.`
    : undefined;
}

/** What a link to one change says; such a session takes that change and no other. */
function linkedChange(portal: Portal): { price: string | null; quantity: number | null } | undefined {
  const item = inFlow(portal) ? portal.session.flow?.subscription_update_confirm?.items[0] : undefined;
  return item && { price: item.price, quantity: item.quantity ?? null };
}

function linkedPrice(
  ctx: Context,
  { configuration }: Portal,
  subscription: Subscription,
  linked: string | null,
  id: string,
): Price | undefined {
  const current = subscription.items.data[0];
  // A link may change the quantity alone
  if (linked === null) return current?.price.id === id ? current.price : undefined;
  return linked === id ? offeredPrices(ctx, configuration, subscription).find((price) => price.id === id) : undefined;
}
