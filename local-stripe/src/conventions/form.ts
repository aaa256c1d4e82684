// Stripe's form bodies and queries: nested `a[b]=`, arrays `items[0][price]=` or `expand[]=`.
import qs from "qs";
import type { Raw } from "./params.ts";

export function parseForm(text: string): Record<string, Raw> {
  // plainObjects: a metadata key called `constructor` is a key like any other
  return qs.parse(text, { depth: 20, arrayLimit: 1000, parameterLimit: 10_000, plainObjects: true }) as Record<
    string,
    Raw
  >;
}
