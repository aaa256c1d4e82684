import { messagesIn } from "@/lib/messages";
import type { PriceOffer } from "../offers/offers";
import type { Entry, Names } from "./history";
import { itemText } from "./messages";

const english = messagesIn("en");

/** The hidden prices that were offered to a workspace, in no order. Access does not depend on them. */
export function offerEntries(offers: PriceOffer[], now: Date, names: Names): Entry[] {
  return offers.flatMap(({ id, priceId, productId, until, offeredBy, offeredAt, revokedBy, revokedAt }) => {
    const what = itemText({ price_id: priceId, product_id: productId, quantity: null }, null, names);
    const entry = (name: string, at: Date, sentence: string): Entry => ({
      key: `offer ${name} ${id}`,
      at,
      subscriptionId: null,
      sentences: [sentence],
      gained: [],
      lost: [],
    });
    const made = entry("made", offeredAt, `${offeredBy} offered ${what} until ${english.date(until)}.`);
    if (revokedAt)
      return [made, entry("revoked", revokedAt, `The offer of ${what} was revoked by ${revokedBy ?? "an operator"}.`)];
    return until > now ? [made] : [made, entry("over", until, `The offer of ${what} ran out.`)];
  });
}
