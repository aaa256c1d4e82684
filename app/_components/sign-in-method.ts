import { nameOfProvider } from "@/lib/auth/providers/providers";
import type { Messages } from "@/lib/messages";

/** "with a password", "with GitHub". @param method as a session has it */
export const signInMethod = (method: string, { t, sentences }: Messages): string =>
  method === "password" || method === "mail"
    ? sentences.account.methods[method]
    : t("account.methods.other", { provider: nameOfProvider(method) });
