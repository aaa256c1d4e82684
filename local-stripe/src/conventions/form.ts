// Stripe's form bodies and queries: nested `a[b]=`, arrays `items[0][price]=` or `expand[]=`.
import qs from "qs";
import { invalid } from "./errors.ts";
import type { Raw } from "./params.ts";

/**
 * What a body says that it is. JSON, which no address under /v1 takes, has a message of its own; both are quoted in public
 * reports (MarcinusX/flutter_stripe_demo#9, MusahMusah/laravel-multipayment-gateways 1.7.1).
 */
export function requireForm(contentType = ""): void {
  const type = contentType.split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-www-form-urlencoded") return;
  if (type === "application/json")
    throw invalid(
      "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.",
    );
  throw invalid(
    `Invalid request: unsupported Content-Type ${contentType}. If error persists and you need assistance, please contact support@stripe.com.`,
  );
}

export function parseForm(text: string): Record<string, Raw> {
  // plainObjects: a metadata key called `constructor` is a key like any other
  return qs.parse(text, { depth: 20, arrayLimit: 1000, parameterLimit: 10_000, plainObjects: true }) as Record<
    string,
    Raw
  >;
}
