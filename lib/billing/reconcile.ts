import { stripe } from "@/lib/stripe/client";
import { syncObject } from "./sync";

/**
 * Brings every product and price at Stripe into the mirror, for an app whose webhooks were not there when they were made.
 * @returns how many objects were read
 */
export async function syncCatalog(): Promise<number> {
  let count = 0;
  for await (const product of stripe().products.list({ limit: 100 })) {
    await syncObject("product", product.id);
    count++;
  }
  for await (const price of stripe().prices.list({ limit: 100 })) {
    await syncObject("price", price.id);
    count++;
  }
  return count;
}
