const MOST_CAUSES = 5;

/** What a log says of an error. */
export type ErrorFields = {
  type: string;
  message: string;
  stack?: string;
  cause?: ErrorFields;
  [name: string]: unknown;
};

/**
 * An error as JSON. Of its own properties only these: others hold requests, connections and what people typed.
 * `code` is PostgreSQL's, Node's, Stripe's or ours; `requestId` and `statusCode` are Stripe's.
 */
const KEPT = ["code", "digest", "statusCode", "requestId", "declineCode", "constraint", "table"] as const;

/** @param thrown what was caught, which may be anything */
export function errorFields(thrown: unknown, depth = 0): ErrorFields {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: String(thrown) };
  const own = thrown as unknown as Record<string, unknown>;
  const kept = KEPT.flatMap((name) => {
    const value = own[name];
    return typeof value === "string" || typeof value === "number" ? [[name, value] as const] : [];
  });
  const cause = thrown.cause !== undefined && depth < MOST_CAUSES ? errorFields(thrown.cause, depth + 1) : undefined;
  return {
    type: thrown.name,
    message: thrown.message,
    ...(thrown.stack !== undefined && { stack: thrown.stack }),
    ...Object.fromEntries(kept),
    ...(cause && { cause }),
  };
}
