// Who opens a checkout page, and which one: hosted at the session's id, embedded at its client secret.
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import { languageOf, sayIn, type Language, type Say } from "../words.ts";

export interface Visit {
  baseUrl: string;
  /** The last part of the page's address. */
  name: string;
  /** The browser's languages. */
  accepts: string | undefined;
}

export function sessionNamed(ctx: Context, name: string): CheckoutSession | undefined {
  const session = ctx.store.get("checkout.session", name.replace(/_secret_.*$/, ""));
  if (!session) return undefined;
  const secret = ctx.store.detail("checkout.session", session.id)?.page?.client_secret;
  if (secret === undefined) return session.id === name ? session : undefined;
  // Elements are the shop's own page
  return secret === name && session.ui_mode !== "elements" ? session : undefined;
}

export function speech({ locale }: CheckoutSession, { accepts }: Visit): { language: Language; say: Say } {
  const language = languageOf(locale, accepts);
  return { language, say: sayIn(language) };
}

/**
 * Where an embedded page may be shown: on the shop's page only, which its return address names. That there is no such
 * session may be shown anywhere: the page that asked has to know.
 */
export function framedBy(session: CheckoutSession | undefined): string | undefined {
  if (!session) return "*";
  const { ui_mode, return_url } = session;
  if (ui_mode === "hosted_page") return undefined;
  return return_url === undefined ? "http://localhost:* http://127.0.0.1:*" : new URL(return_url).origin;
}
