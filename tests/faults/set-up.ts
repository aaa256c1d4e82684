import type { Fault } from "./fault";

/** What `stripe:setup` promises of prices that people have, and of objects that aren't ours. */
export const setUp: Fault[] = [
  {
    id: "added-currency-replaces-the-price",
    file: "lib/billing/setup/price-terms.ts",
    before: "before === null && field !== own",
    after: "false && field !== own",
    tests: ["tests/unit/billing/setup/price-terms.test.ts"],
    why: "A currency is added to a price; only another amount is another price.",
  },
  {
    id: "flat-price-becomes-per-seat-for-its-holders",
    file: "lib/billing/setup/price-terms.ts",
    before: "/^(one|used|(members|chosen):\\d+)$/.test(made)",
    after: "false",
    tests: ["tests/unit/billing/setup/price-terms.test.ts"],
    why: "Holders of a flat price don't begin to pay for members because the file says so.",
  },
  {
    id: "foreign-lookup-key-taken",
    file: "lib/billing/setup/products.ts",
    before: "if (plan === undefined || !product) return [];",
    after: "if (plan === undefined || !product || true) return [];",
    tests: ["tests/integration/setup-everything.test.ts"],
    why: "A product that isn't ours is never written, so its lookup key isn't taken.",
  },
  {
    id: "unnamed-price-stays-on-sale",
    file: "lib/billing/setup/prices.ts",
    before: "({ active }) => active",
    after: "({ active }) => !active",
    tests: ["tests/integration/setup-everything.test.ts"],
    why: "No price of a product of ours that the file doesn't name is on sale.",
  },
  {
    id: "default-price-blocks-archiving",
    file: "lib/billing/setup/products.ts",
    before: 'return { default_price: "" };',
    after: "return {};",
    tests: ["tests/integration/setup-everything.test.ts"],
    why: "Stripe refuses to archive a product's default price.",
  },
  {
    id: "seats-in-the-portal-beside-flat-plans",
    file: "lib/billing/setup/portal-prices.ts",
    before: 'flat.length > 0 ? flat : offers(ofGroup, "members")',
    after: '[...flat, ...offers(ofGroup, "members")]',
    tests: ["tests/unit/billing/setup/portal-prices.test.ts"],
    why: "The portal keeps the quantity: five seats would become five times a flat plan.",
  },
  {
    id: "unconfirmed-run-writes",
    file: "lib/billing/setup/setup.ts",
    before: "(mayBegin && !(await mayBegin(changes.length)))",
    after: "(mayBegin && !(await mayBegin(changes.length)) && false)",
    tests: ["tests/integration/setup-everything.test.ts"],
    why: "With a live key nothing changes before somebody has said yes.",
  },
  {
    id: "renamed-feature-called-lost",
    file: "lib/billing/setup/lost-features.ts",
    before: "one.featureId === featureId || earlierIds(file, one.featureId).includes(featureId)",
    after: "one.featureId === featureId",
    tests: ["tests/integration/setup-everything.test.ts"],
    why: "A feature with `was` is lost by nobody.",
  },
];
