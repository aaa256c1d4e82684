import { invalid } from "../../conventions/errors.ts";
import type { WantedItem } from "./subscription-object.ts";

/** All items share one currency. A running subscription keeps its own. (sentence: several users' logs) */
export function currencyOf(items: WantedItem[], expected?: string): string {
  const [first, ...rest] = new Set(items.map((item) => item.price.currency));
  if (first === undefined) throw invalid("Missing required param: items.", "items", "parameter_missing");
  const [other] = expected === undefined ? rest : [first, ...rest].filter((currency) => currency !== expected);
  if (other !== undefined)
    throw invalid(
      `The price specified only supports \`${other}\`. This doesn't match the expected currency: \`${expected ?? first}\`.`,
      "items",
    );
  return first;
}
