/** What the visitor wants to come to, of which nothing may be lost on the way. */
export const PARAMETERS = ["price", "session", "workspace", "invitation", "currency", "quantity"] as const;

/** Of parameters that anyone may have written, those that the sign-in page itself takes. */
export function wantedIn(parameters: URLSearchParams | null): Record<string, string> {
  return Object.fromEntries(
    PARAMETERS.flatMap((key) => {
      const value = parameters?.get(key);
      return value ? [[key, value]] : [];
    }),
  );
}
