import type { CatalogPrice } from "../catalog/product";

/** What the portal's limits ask of an item. */
export type Shape = { metered: boolean; tiered: boolean };

/** An item that a subscription has. */
export type Present = Shape & {
  item_id: string;
  price_id: string | null;
  product_id: string | null;
  quantity: number | null;
};

/** What an item costs from then on. What is metered has no quantity. */
export type NextItem = { price: string; quantity?: number };

export type NextItems = {
  /** The changes of the items that run, as Stripe takes them. */
  changes: ({ id: string; price: string; quantity?: number } | { id: string; deleted: true } | NextItem)[];
  /** All items of the subscription afterwards. */
  all: NextItem[];
  shapes: Shape[];
  /** Metered items that end with the change: what they counted until then is to be billed. */
  ending: Present[];
};

/**
 * The items of a subscription after a change of plan. The plan's item gets the new price; its metered companions go, and
 * those of the new price come. Whatever else is in the subscription stays.
 *
 * Stripe takes no quantity with a metered price, and an item that turns from one kind into the other is removed and added.
 * @param item the one whose place the price takes
 * @param others of the same subscription
 * @param companions metered prices that are sold with the price
 */
export function nextItems(
  item: Present,
  others: Present[],
  price: Pick<CatalogPrice, "priceId" | "metered" | "tiered">,
  companions: Pick<CatalogPrice, "priceId" | "tiered">[],
  quantity: number,
): NextItems {
  const next: NextItem = { price: price.priceId, ...(!price.metered && { quantity }) };
  const isCompanion = (one: Present) => one.metered && one.product_id === item.product_id;
  const stays = (one: Present) => !isCompanion(one) || companions.some(({ priceId }) => priceId === one.price_id);
  const kept = others.filter(stays);
  const gone = others.filter((one) => !stays(one));
  const added = companions.filter(({ priceId }) => !kept.some((one) => one.price_id === priceId));
  const isSwapped = !item.metered && !price.metered;
  return {
    changes: [
      ...(isSwapped ? [{ id: item.item_id, ...next }] : [{ id: item.item_id, deleted: true as const }, next]),
      ...gone.map(({ item_id: id }) => ({ id, deleted: true as const })),
      ...added.map(({ priceId }) => ({ price: priceId })),
    ],
    all: [
      next,
      ...kept.flatMap((one) =>
        one.price_id === null
          ? []
          : [{ price: one.price_id, ...(!one.metered && one.quantity !== null && { quantity: one.quantity }) }],
      ),
      ...added.map(({ priceId }) => ({ price: priceId })),
    ],
    shapes: [price, ...kept, ...added.map(({ tiered }) => ({ metered: true, tiered }))],
    ending: [...(item.metered ? [item] : []), ...gone],
  };
}
