import { planTexts } from "@/lib/billing/catalog-file/plan-texts";
import { getCatalog } from "@/lib/billing/catalog/catalog";
import { latestFirstCharge } from "@/lib/billing/hand-over/first-charge";
import { now } from "@/lib/clock";
import type { Messages } from "@/lib/messages";
import type { Offered } from "./hand-overs";

/** The plans on sale, for who takes over one that is not. */
export async function offeredInstead(messages: Messages): Promise<Offered[]> {
  const { products } = await getCatalog();
  return products.flatMap((product) =>
    product.prices
      .filter(({ metered }) => !metered)
      .map((price) => ({
        priceId: price.priceId,
        text: `${planTexts(product, messages.language).name}, ${messages.price(price)}`,
        latestStart: latestFirstCharge(price, now()),
      })),
  );
}
