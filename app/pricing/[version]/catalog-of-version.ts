import { setTimeout } from "node:timers/promises";
import { type Catalog, getCatalog } from "@/lib/billing/catalog";

/**
 * The catalogue, at least as new as the version that the page is kept under. The proxy reads the version by itself and
 * can be up to a second ahead; an older catalogue would otherwise be kept under the newer number for good.
 */
export async function catalogOfVersion(version: number): Promise<Catalog> {
  for (let tries = 0; tries < 30; tries++) {
    const catalog = await getCatalog();
    if (catalog.version >= version) return catalog;
    await setTimeout(100);
  }
  throw new Error(`The catalogue's version ${version} is not in the database.`);
}
