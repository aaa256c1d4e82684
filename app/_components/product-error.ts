/** The code of an error that lib threw on purpose; undefined for any other error. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && error.name === "ProductError" && "code" in error ? String(error.code) : undefined;

/** What a refusal names beside its code: who pays, in which currency, an address at Stripe. */
export const extrasOf = (error: Error): { href?: string; payer?: string; currency?: string } =>
  codeOf(error) !== undefined && "extras" in error ? (error.extras ?? {}) : {};

/** Where a refusal leads, if it names an address at Stripe. */
export const hrefOf = (error: Error): string | undefined => extrasOf(error).href;
