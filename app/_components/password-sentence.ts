import type { Messages } from "@/lib/messages";
import { passwordField } from "@/lib/auth/passwords/password-rules";
import { codeOf } from "./product-error";

/** What is wrong with a new password, by the refusal of it; null for any other failure. */
export function passwordSentence(error: unknown, password: string, { sentences }: Messages): string | null {
  if (codeOf(error) !== "password_refused") return null;
  const { passwordLength, passwordCommon } = sentences.account;
  return passwordField.safeParse(password).success ? passwordCommon : passwordLength;
}
