/** The code of an error that lib threw on purpose; undefined for any other error. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && error.name === "ProductError" && "code" in error ? String(error.code) : undefined;

/** Where a refusal leads, if it names an address at Stripe. */
export const hrefOf = (error: Error): string | undefined =>
  codeOf(error) !== undefined && "extras" in error ? (error.extras as { href?: string }).href : undefined;
