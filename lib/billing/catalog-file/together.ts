import { isGiven, type Given, type Problem } from "./problem";

// Which fields of a price or plan go together, as the unions in types.ts say it. Only which are there is looked at, so
// that it is said of one with a value of the wrong kind too.

export function priceTogether(price: Given): Problem[] {
  const has = (name: string) => price[name] !== undefined;
  const problems: Problem[] = [];
  const refuse = (field: string, why: string) => void problems.push({ path: [field], why });
  if (has("tiers")) {
    if (has("amountMinor")) refuse("amountMinor", "doesn't go with tiers, which have amounts of their own");
    if (!has("tiersMode")) refuse("tiersMode", 'is missing: tiers need "graduated" or "volume"');
    if (has("package")) refuse("package", "doesn't go with tiers");
  } else {
    if (!has("amountMinor")) refuse("amountMinor", "is missing: a price has amountMinor, or tiers");
    if (has("tiersMode")) refuse("tiersMode", "doesn't go without tiers");
  }
  if (has("meter")) {
    for (const field of ["seats", "minSeats", "maxSeats"])
      if (has(field)) refuse(field, "doesn't go with meter: usage has no seats");
  } else if (!has("seats")) {
    for (const field of ["minSeats", "maxSeats"]) if (has(field)) refuse(field, "doesn't go without seats");
    for (const field of ["tiers", "package"])
      if (has(field)) refuse(field, "needs seats or meter: a flat price has no units");
  }
  return problems;
}

export function planTogether(plan: Given): Problem[] {
  if (plan.talkToUs === undefined)
    return plan.prices === undefined
      ? [{ path: ["prices"], why: "is missing: a plan has prices, or talkToUs (none is {})" }]
      : [];
  const prices = Object.entries(isGiven(plan.prices) ? plan.prices : {});
  const forSale = prices.filter(([, price]) => isGiven(price) && price.hidden !== true);
  return [
    ...(plan.setupFee === undefined ? [] : [{ path: ["setupFee"], why: "doesn't go with talkToUs" }]),
    ...forSale.map(([lookupKey]) => ({
      path: ["prices", lookupKey, "hidden"],
      why: "must be true: a plan with talkToUs has hidden prices only",
    })),
  ];
}
