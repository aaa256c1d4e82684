import { statement } from "@/lib/db";
import { syncObject } from "../mirror/sync";

/** Brings a price that Stripe refused, and its product, in line with Stripe: either may be archived. */
export async function syncPrice(priceId: string): Promise<void> {
  await syncObject("price", priceId);
  const [row] = await statement<{ product_id: string | null }>(
    "product_of_price",
    "SELECT product_id FROM price WHERE id = $1",
    [priceId],
  );
  if (row?.product_id) await syncObject("product", row.product_id);
}
