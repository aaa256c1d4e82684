import { createHash } from "node:crypto";
import { priceIn } from "@/lib/amounts";
import { type Claim, IS_SIGNED_IN, SEEN, seenValues } from "@/lib/claim";
import { statement } from "@/lib/db";
import { workspaceNotFound } from "@/lib/errors";
import { getCatalog, type Catalog } from "./catalog";
import { inOrder } from "./order";
import { listedAmount } from "./prices";
import type { CatalogProduct } from "./product";
import { LIVE } from "../entitlements/statuses";
import { MAY_BE_WITHOUT, type Standing, withoutAccess } from "../hand-over/without-access";

/** One element of `GET /api/subscriptions/subscribable-product/`. Callers rely on these fields. */
type SubscribableProduct = {
  price_id: string;
  product_id: string;
  name: string;
  price: number | null;
  freq: string;
  currency: string;
  nickname: string | null;
  services: { feature_id: string }[];
};

/** As it is sold in a currency: without the prices that are not, in the order that the others have in it. */
const productsIn = ({ products }: Catalog, currency: string): CatalogProduct[] =>
  inOrder(
    products.map((product) => ({
      ...product,
      prices: product.prices.flatMap((price) => priceIn(price, currency) ?? []),
    })),
  );

/** @param currency the one to answer in; without it, each price's own */
function present(catalog: Catalog, without: ReadonlySet<string>, currency?: string): SubscribableProduct[] {
  return (currency ? productsIn(catalog, currency) : catalog.products)
    .filter((product) => !without.has(product.productId))
    .flatMap((product) =>
      product.prices.map((price) => ({
        price_id: price.priceId,
        product_id: product.productId,
        name: product.name,
        price: listedAmount(price),
        freq: `${price.interval}_${price.intervalCount}`,
        currency: price.currency,
        nickname: price.nickname,
        services: product.featureIds.map((id) => ({ feature_id: id })),
      })),
    );
}

type Ready = { body: string; etag: string };

let kept: (Ready & { catalog: Catalog }) | undefined;

function ready(catalog: Catalog, currency?: string): Ready {
  const body = JSON.stringify(present(catalog, new Set(), currency));
  return { body, etag: `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"` };
}

/** The public list, ready to send. The whole one is kept for as long as the catalog stays the same. */
export async function listForAnyone(currency?: string): Promise<Ready> {
  const catalog = await getCatalog();
  if (currency) return ready(catalog, currency);
  if (kept?.catalog !== catalog) kept = { catalog, ...ready(catalog) };
  return kept;
}

const TAKEN_BY_USER = `
  WITH ${SEEN} SELECT ${IS_SIGNED_IN} AS "isSignedIn", ARRAY(
    SELECT i.product_id FROM stripe_user u
    JOIN subscription s ON s.customer_id = u.customer_id AND ${LIVE}
    JOIN subscription_item i ON i.subscription_id = s.id
    WHERE u.user_id = $1 AND i.product_id IS NOT NULL) AS taken`;

/**
 * What a user can still subscribe: all but the products of their own live subscriptions.
 * @returns null when the session has ended, so that its cookie is a visitor's
 */
export async function listForUser(claim: Claim, currency?: string): Promise<SubscribableProduct[] | null> {
  const [row] = await statement<{ isSignedIn: boolean; taken: string[] }>(
    "taken_by_user",
    TAKEN_BY_USER,
    seenValues(claim),
  );
  return row?.isSignedIn ? present(await getCatalog(), new Set(row.taken), currency) : null;
}

type Held = Standing & { productId: string };

const HELD_BY_WORKSPACE = `
  WITH ${SEEN} SELECT ${IS_SIGNED_IN} AS "isSignedIn",
    EXISTS (SELECT FROM membership WHERE user_id = $1 AND workspace_id = $6) AS allowed, (
    SELECT COALESCE(json_agg(json_build_object('subscriptionId', s.id, 'status', s.status, 'mayBeWithout', ${MAY_BE_WITHOUT}, 'payerId', u.user_id, 'productId', i.product_id)), '[]')
    FROM subscription s
    JOIN subscription_item i ON i.subscription_id = s.id
    LEFT JOIN stripe_user u ON u.customer_id = s.customer_id
    WHERE s.workspace_id = $6 AND ${LIVE} AND i.product_id IS NOT NULL) AS held`;

/**
 * What a workspace of the user can still subscribe. What another payer left unpaid is in nobody's way, as at the checkout;
 * only that asks Stripe why a plan is paused.
 * @returns null when the session has ended
 * @throws ProductError workspace_not_found
 */
export async function listForWorkspace(
  claim: Claim,
  workspaceId: string,
  currency?: string,
): Promise<SubscribableProduct[] | null> {
  const [row] = await statement<{ isSignedIn: boolean; allowed: boolean; held: Held[] }>(
    "held_by_workspace",
    HELD_BY_WORKSPACE,
    [...seenValues(claim), workspaceId],
  );
  if (!row?.isSignedIn) return null;
  if (!row.allowed) throw workspaceNotFound();
  const aside = await withoutAccess(claim.userId, row.held, { asksStripe: false });
  const taken = row.held.filter(({ subscriptionId }) => !aside.has(subscriptionId)).map(({ productId }) => productId);
  return present(await getCatalog(), new Set(taken), currency);
}
