import { pathWith, paths } from "@/app/_components/paths";

/** What the visitor wants to come to, of which nothing may be lost on the way. */
export const PARAMETERS = ["price", "session", "workspace", "invitation", "currency", "quantity", "checkout"] as const;

/** The page of ours that follows. It is composed here: no parameter holds an address. */
export const nextOf = ({ invitation, session, checkout, workspace }: Record<string, string | undefined>): string =>
  invitation
    ? pathWith(paths.invitation, { token: invitation })
    : session
      ? pathWith(paths.payment, { session })
      : checkout
        ? pathWith(paths.checkout, { session: checkout })
        : pathWith(paths.dashboard, { workspace });

/** Of parameters that anyone may have written, those that the sign-in page itself takes. */
export function wantedIn(parameters: URLSearchParams | null): Record<string, string> {
  return Object.fromEntries(
    PARAMETERS.flatMap((key) => {
      const value = parameters?.get(key);
      return value ? [[key, value]] : [];
    }),
  );
}
