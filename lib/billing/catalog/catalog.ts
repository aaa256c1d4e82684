import { statement } from "@/lib/db";
import { catalogEnv } from "@/lib/env";
import { knownFeatures } from "../entitlements/feature-ids";
import { priceNotAvailable } from "../errors";
import { METADATA } from "@/lib/stripe/metadata";
import { otherInstallation } from "../ownership/sql";
import { seatKind } from "../seats/owed";
import { offeredTo } from "./hidden";
import { inOrder } from "./order";
import { pricedFields } from "./priced";
import type { CatalogPrice, CatalogProduct } from "./product";
import { type ProductRow, type Sold, soldOf } from "./sold";

/** What can be bought, in the order in which it is shown. */
export type Catalog = { version: number; products: CatalogProduct[] };

const VERSION_KEPT_MS = 1_000;

// Next compiles pages, endpoints and the start of the server apart from each other; what they know of the version must
// be the same, and lib/shared-page-cache.mjs, which is not compiled at all, finds the reader here.
const home = globalThis as typeof globalThis & { billingCatalogVersion?: VersionReader };

/** The number that the mirror's writer raises with every change of a product or price; read at most once a second. */
export const getCatalogVersion = (): Promise<number> => (home.billingCatalogVersion ??= keptForASecond(readVersion))();

/** @param isNew reads it anew, whatever is kept */
type VersionReader = (isNew?: boolean) => Promise<number>;

function keptForASecond(read: () => Promise<number>): VersionReader {
  let kept: { at: number; value: Promise<number> } | undefined;
  return (isNew = false) => {
    if (isNew || !kept || performance.now() - kept.at > VERSION_KEPT_MS) {
      const reading = { at: performance.now(), value: read() };
      kept = reading;
      // A failure reaches those who wait now; the next call asks again.
      reading.value.catch(() => {
        if (kept === reading) kept = undefined;
      });
    }
    return kept.value;
  };
}

async function readVersion(): Promise<number> {
  const [row] = await statement<{ version: number }>("catalog_version", "SELECT version FROM catalog_version", []);
  if (!row) throw new Error("The database has no catalog version. Apply the migrations: npm run db:migrate");
  return row.version;
}

let kept: { version: number; catalog: Promise<Catalog> } | undefined;

/** The catalog; kept in memory until its version changes. */
export async function getCatalog(): Promise<Catalog> {
  const version = await getCatalogVersion();
  if (kept?.version !== version) {
    const reading = { version, catalog: readProducts().then((products) => ({ version, products })) };
    kept = reading;
    reading.catalog.catch(() => {
      if (kept === reading) kept = undefined;
    });
  }
  return kept.catalog;
}

const CATALOG = `
  SELECT p.id AS "productId", p.metadata->>'${METADATA.catalogKey}' AS "catalogKey", COALESCE(p.name, p.id) AS name, p.description,
    p.plan_group AS "planGroup",
    ARRAY(SELECT feature_id FROM product_feature f WHERE f.product_id = p.id ORDER BY position) AS "featureIds",
    (SELECT COALESCE(json_object_agg(feature_id, limit_value), '{}') FROM product_feature f WHERE f.product_id = p.id AND limit_value IS NOT NULL) AS limits,
    (SELECT json_agg(json_build_object('priceId', r.id, 'productId', p.id, 'type', r.type, ${pricedFields("r")},
        'taxBehavior', r.tax_behavior, 'interval', r.interval, 'intervalCount', r.interval_count, 'nickname', r.nickname, 'lookupKey', r.lookup_key, 'perSeat', r.per_seat,
        'seats', ${seatKind("r", "p")}, 'minSeats', r.min_seats, 'maxSeats', r.max_seats, 'meterId', r.meter_id, 'hidden', r.hidden, 'companion', r.companion))
      FROM price r
      WHERE (r.product_id = p.id OR r.setup_fee_for = p.id) AND r.active AND NOT r.deleted AND r.currency IS NOT NULL
        AND CASE r.type
          WHEN 'recurring' THEN r.product_id = p.id AND r.interval IS NOT NULL AND r.interval_count IS NOT NULL
          WHEN 'one_time' THEN r.setup_fee_for = p.id AND (SELECT f.active AND NOT f.deleted FROM product f WHERE f.id = r.product_id)
        END) AS prices,
    p.metadata->>'${METADATA.trialDays}' AS "trialDays", p.metadata->>'${METADATA.trialWithoutCard}' AS "trialWithoutCard"
  FROM product p
  WHERE p.active AND NOT p.deleted
    AND (NOT $2::boolean OR (p.metadata->>'${METADATA.catalogKey}' IS NOT NULL AND ${otherInstallation("p.metadata")} IS NOT TRUE))
    AND ($1::text IS NULL OR p.id = (SELECT product_id FROM price WHERE id = $1))`;

/** @param priceId for the product of that price alone; null for all */
async function readSold(priceId: string | null): Promise<Sold[]> {
  const rows = await statement<ProductRow>("catalog", CATALOG, [priceId, catalogEnv().SELL_ONLY_CATALOG]);
  return rows.map((row) => soldOf(withCurrentIds(row)));
}

function withCurrentIds(row: ProductRow): ProductRow {
  const [ids, limits] = knownFeatures.currentCarried(row.featureIds, row.limits);
  return { ...row, featureIds: ids, limits };
}

async function readProducts(): Promise<CatalogProduct[]> {
  return inOrder((await readSold(null)).map(({ product }) => product).filter(({ prices }) => prices.length > 0));
}

/**
 * What a workspace is sold of a price's product today, also of a price that is no longer sold itself; null for nothing.
 * Read from the mirror as it is now, not as it is kept, so that an archived price is refused at once.
 * @param workspaceId null for what anyone is sold
 */
export async function productOf(priceId: string, workspaceId: string | null): Promise<CatalogProduct | null> {
  const [sold] = await readSold(priceId);
  if (!sold) return null;
  const ids = sold.hidden.map((price) => price.priceId);
  const offered = ids.length > 0 ? await offeredTo(workspaceId, ids) : new Set();
  const prices = [...sold.product.prices, ...sold.hidden.filter((price) => offered.has(price.priceId))];
  return prices.length > 0 ? (inOrder([{ ...sold.product, prices }])[0] ?? null) : null;
}

/** A hidden price on sale, offered or not, and its product; null for any other price. */
export async function hiddenPrice(priceId: string): Promise<Purchasable | null> {
  const [sold] = await readSold(priceId);
  const price = sold?.hidden.find((one) => one.priceId === priceId);
  return sold && price ? { price, product: sold.product } : null;
}

/** A price that can be bought, and its product. */
export type Purchasable = { price: CatalogPrice; product: CatalogProduct };

/**
 * @param workspaceId whose plan it would be; a hidden price is sold to those only that it is offered to
 * @throws ProductError price_not_available for a price that can't be subscribed
 */
export async function requirePurchasable(priceId: string, workspaceId: string | null): Promise<Purchasable> {
  const product = await productOf(priceId, workspaceId);
  const price = product?.prices.find((one) => one.priceId === priceId);
  if (!product || !price) throw priceNotAvailable();
  return { price, product };
}
