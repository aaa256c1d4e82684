import { randomUUID } from "node:crypto";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { hiddenPrice } from "../catalog/catalog";
import { IS_OFFERED } from "../catalog/hidden";
import { expireCheckoutsOf } from "../checkout/archived";

/** A hidden price that an operator offered to a workspace, which may buy it until then. */
export type PriceOffer = {
  id: string;
  workspaceId: string;
  priceId: string;
  productId: string | null;
  until: Date;
  offeredBy: string;
  offeredAt: Date;
  revokedBy: string | null;
  revokedAt: Date | null;
};

const COLUMNS = `o.id, o.workspace_id AS "workspaceId", o.price_id AS "priceId",
  (SELECT p.product_id FROM price p WHERE p.id = o.price_id) AS "productId", o.until, o.offered_by AS "offeredBy",
  o.offered_at AS "offeredAt", o.revoked_by AS "revokedBy", o.revoked_at AS "revokedAt"`;

const ADD = `
  INSERT INTO price_offer AS o (id, price_id, workspace_id, until, offered_by, offered_at)
  SELECT $1, $3, w.id, $4, $5, $6 FROM workspace w WHERE w.id = $2 AND w.deleted_at IS NULL
  RETURNING ${COLUMNS}`;

const BY_KEY = `
  SELECT id FROM price WHERE id = $1 OR (lookup_key = $1 AND active AND NOT deleted) ORDER BY id = $1 DESC, created_at DESC LIMIT 1`;

/**
 * @param price its id, or its lookup key
 * @returns null where there is no such workspace
 * @throws Error that says why the price can't be offered
 */
export async function addOffer(
  offer: Pick<PriceOffer, "workspaceId" | "until" | "offeredBy">,
  price: string,
): Promise<PriceOffer | null> {
  const [known] = await statement<{ id: string }>("offer_price", BY_KEY, [price]);
  if (!known)
    throw new Error(`There is no price ${price} here. Was it brought over from Stripe (npm run stripe:sync)?`);
  if (!(await hiddenPrice(known.id)))
    throw new Error(
      `${price} is no hidden price on sale: it is archived, or everybody may buy it. A hidden one has "hidden: true" in billing/catalog.ts, or the metadata hidden=true at Stripe.`,
    );
  const { workspaceId, until, offeredBy } = offer;
  const values = [randomUUID(), workspaceId, known.id, until, offeredBy, now()];
  const [made] = await statement<PriceOffer>("offer_add", ADD, values);
  return made ?? null;
}

const REVOKE = `
  UPDATE price_offer AS o SET revoked_by = COALESCE(o.revoked_by, $2), revoked_at = COALESCE(o.revoked_at, $3)
  WHERE o.id = $1 AND o.until > $3 RETURNING ${COLUMNS}`;

/**
 * Ends an offer, and then the open checkout that it began. It can be repeated when that failed.
 * @returns null if there is no such offer, or it has run out
 */
export async function revokeOffer(id: string, revokedBy: string): Promise<PriceOffer | null> {
  const [revoked] = await statement<PriceOffer>("offer_revoke", REVOKE, [id, revokedBy, now()]);
  if (revoked) await expireCheckoutsOf({ priceId: revoked.priceId });
  return revoked ?? null;
}

const LIST = `SELECT ${COLUMNS} FROM price_offer o WHERE o.workspace_id = $1 ORDER BY o.offered_at DESC, o.id LIMIT 100`;

/** All there were, the newest first. */
export const listOffers = (workspaceId: string): Promise<PriceOffer[]> =>
  statement<PriceOffer>("offers", LIST, [workspaceId]);

const ALL = `SELECT ${COLUMNS} FROM price_offer o WHERE ${IS_OFFERED("$1")} ORDER BY o.until, o.id LIMIT 1000`;

/** Those that stand, of all workspaces; the ones that end first come first. */
export const listStandingOffers = (): Promise<PriceOffer[]> => statement<PriceOffer>("offers_standing", ALL, [now()]);
