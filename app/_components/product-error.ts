/** The code of an error that lib threw on purpose; undefined for any other error. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && error.name === "ProductError" && "code" in error ? String(error.code) : undefined;
