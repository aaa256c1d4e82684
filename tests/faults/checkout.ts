import type { Fault } from "./fault";

const SALE = ["tests/unit/billing/checkout/sale.test.ts"];
const PARAMETERS = ["tests/unit/billing/checkout/parameters.test.ts"];
const SHAPES = ["tests/integration/checkout/shapes.test.ts"];
const OFFERS = ["tests/integration/checkout/offers.test.ts"];

/** What a checkout sells, and to whom. */
export const checkout: Fault[] = [
  {
    id: "fewer-seats-than-members",
    file: "lib/billing/checkout/quantity.ts",
    before: "asked < least",
    after: "asked < (price.minSeats ?? 1)",
    tests: SALE,
    why: "A number of seats that is chosen leaves no member without one.",
  },
  {
    id: "more-members-than-sold",
    file: "lib/billing/checkout/quantity.ts",
    before: "least > most",
    after: "false",
    tests: SALE,
    why: "A price is not sold to a workspace with more members than it is for.",
  },
  {
    id: "usage-not-sold-in-the-currency",
    file: "lib/billing/checkout/sale.ts",
    before: "![price, ...companions].every(isSold)",
    after: "!isSold(price)",
    tests: SALE,
    why: "Usage that can't be billed in the currency is not left out.",
  },
  {
    id: "use-billed-twice-while-its-price-changes",
    file: "lib/billing/checkout/sale.ts",
    before: "one.meterId === null || one === counting(one.meterId)",
    after: "true",
    tests: SALE,
    why: "While one usage price takes another's place, checkout adds one of them.",
  },
  {
    id: "two-set-up-fees",
    file: "lib/billing/checkout/sale.ts",
    before: "amount(a) - amount(b)",
    after: "amount(b) - amount(a)",
    tests: SALE,
    why: "While a set-up fee is exchanged the lower one is paid.",
  },
  {
    id: "free-with-usage",
    file: "lib/billing/checkout/sale.ts",
    before: "isFree && companions.length === 0",
    after: "isFree",
    tests: PARAMETERS,
    why: "A plan whose usage costs something asks for a card.",
  },
  {
    id: "free-in-another-currency",
    file: "lib/billing/checkout/sale.ts",
    before: "price.options[currency]?.unitAmountMinor === 0",
    after: "price.unitAmountMinor === 0",
    tests: PARAMETERS,
    why: "Whether a price is free is said by the currency that it is paid in.",
  },
  {
    id: "set-up-fee-each-time",
    file: "lib/billing/checkout/create.ts",
    before: "product.setupFees.length > 0 && hadProduct(workspaceId, product.productId)",
    after: "false",
    tests: SHAPES,
    why: "A set-up fee is paid once.",
  },
  {
    id: "set-up-fee-lost-with-the-refund",
    file: "lib/billing/checkout/sale.ts",
    before: "t.outcome = 'refused'",
    after: "t.outcome = 'none'",
    kind: "template",
    tests: SHAPES,
    why: "A set-up fee that was refunded is due with the next purchase.",
  },
  {
    id: "trial-of-the-setting-for-every-plan",
    file: "lib/billing/trials/offer.ts",
    before: "usual === null || trialDays === undefined ? usual : trialDays",
    after: "usual",
    tests: SHAPES,
    why: "A plan's trial is as long as the plan says.",
  },
  {
    id: "hidden-price-for-everybody",
    file: "lib/billing/catalog/hidden.ts",
    before: "o.workspace_id = $1 AND o.price_id = ANY($2)",
    within: "WHERE o.workspace_id = $1 AND o.price_id = ANY($2) AND",
    after: "$1::uuid IS NOT NULL AND o.price_id = ANY($2)",
    kind: "template",
    tests: OFFERS,
    why: "A hidden price is sold to the workspace that it was offered to.",
  },
  {
    id: "revoked-offer-stands",
    file: "lib/billing/catalog/hidden.ts",
    before: "o.revoked_at IS NULL AND o.until > ",
    after: "o.until > ",
    kind: "template",
    tests: OFFERS,
    why: "A price whose offer was revoked is not sold.",
  },
  {
    id: "open-checkout-outlives-its-offer",
    file: "lib/billing/checkout/archived.ts",
    before: "OR (p.hidden AND NOT EXISTS (",
    after: "OR (false AND NOT EXISTS (",
    kind: "template",
    tests: OFFERS,
    why: "A checkout ends with the offer that it began with.",
  },
];
