import { randomUUID } from "node:crypto";
import type { Language } from "@/lib/languages.mjs";
import type { NewMail } from "@/lib/mail/queue";

/** Tells the holder, who may not be the one that did it. */
export const passwordChanged = (to: string | null, language: Language): NewMail => ({
  kind: "password_changed",
  key: `password_changed ${randomUUID()}`,
  to,
  language,
  data: {},
});

/** @param method what people call it */
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
  data: { method, change },
});
