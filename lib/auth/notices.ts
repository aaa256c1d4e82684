import { randomUUID } from "node:crypto";
import type { Language } from "@/lib/languages.mjs";
import { PASSWORD } from "@/lib/mail/kinds";
import type { NewMail } from "@/lib/mail/queue";
import { nameOfProvider } from "./providers/providers";

/** Tells the holder, who may not be the one that did it. */
export const passwordChanged = (to: string | null, language: Language): NewMail => ({
  kind: "password_changed",
  key: `password_changed ${randomUUID()}`,
  to,
  language,
  data: {},
});

/** @param method a provider's id, or `PASSWORD` */
export const signInMethodChanged = (
  to: string | null,
  language: Language,
  change: "added" | "removed",
  method: string,
): NewMail => ({
  kind: "sign_in_method_changed",
  key: `sign_in_method_changed ${randomUUID()}`,
  to,
  language,
  data: { method: method === PASSWORD ? PASSWORD : nameOfProvider(method), change },
});
