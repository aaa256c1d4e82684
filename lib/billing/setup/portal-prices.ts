import type { CatalogFile, FilePlan, FilePrice } from "../catalog-file/catalog-file";

/** What the portal may offer of a plan: the keys of its product and of its prices. */
export type PortalPlan = { key: string; name: string; lookupKeys: string[] };

/** https://docs.stripe.com/api/customer_portal/configurations/create, "up to 10 products" */
const MOST_PRODUCTS = 10;

/**
 * What the file's plans give the portal, and those that Stripe's limit leaves out.
 *
 * The portal knows no groups: it would offer a plan in place of an add-on. So it gets those of the first group; without
 * any group, all. It keeps the quantity of before, so it gets no seats beside plans that cost once. It can't charge a set-up
 * fee, so it gets no plan that has one. What it can't do, our own page does.
 */
export function portalPlans({ plans }: CatalogFile): { offered: PortalPlan[]; leftOut: PortalPlan[] } {
  const sold = plans.filter(({ isRetired }) => !isRetired);
  const group = sold.find((plan) => plan.group !== null)?.group ?? null;
  const ofGroup = sold.filter((plan) => plan.group === group && plan.setupFee === null);
  const flat = offers(ofGroup, "one");
  const all = flat.length > 0 ? flat : offers(ofGroup, "members");
  return { offered: all.slice(0, MOST_PRODUCTS), leftOut: all.slice(MOST_PRODUCTS) };
}

const offers = (plans: FilePlan[], counts: "one" | "members"): PortalPlan[] =>
  plans.flatMap((plan) => {
    const prices = pricesForPortal(plan).filter((price) => countsOf(price) === counts);
    if (prices.length === 0) return [];
    return [{ key: plan.key, name: plan.texts.en.name, lookupKeys: prices.map(({ lookupKey }) => lookupKey) }];
  });

const countsOf = ({ quantity }: FilePrice): "one" | "members" | "other" =>
  quantity.kind === "one" ? "one" : quantity.kind === "seats" && quantity.follows === "members" ? "members" : "other";

/**
 * Of each product the portal takes one price of an interval ("its price must have unique billing intervals"), and changes
 * subscriptions of one item only: https://docs.stripe.com/customer-management/configure-portal
 */
export const pricesForPortal = ({ prices }: FilePlan): FilePrice[] =>
  prices.filter(
    (price, index) =>
      !price.isRetired &&
      !price.isHidden &&
      price.tiersMode === null &&
      price.package === null &&
      countsOf(price) !== "other" &&
      !prices.some((other) => !other.isRetired && other.isCompanion && isSameInterval(other, price)) &&
      prices.findIndex((other) => !other.isRetired && !other.isHidden && isSameInterval(other, price)) === index,
  );

const isSameInterval = (a: FilePrice, b: FilePrice): boolean =>
  a.interval === b.interval && a.intervalCount === b.intervalCount;
