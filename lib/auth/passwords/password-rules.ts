import { z } from "zod";
import { isCommonPassword } from "./common-passwords";

const TOO_SHORT = "must have at least 8 characters";
const TOO_LONG = "must have at most 200 characters";

/** A new password, as far as its length goes. */
export const passwordField = z.string({ error: TOO_SHORT }).min(8, { error: TOO_SHORT }).max(200, { error: TOO_LONG });

export type PasswordProblem = "length" | "common";

/** @param email of the person, which is no good password either @returns what is wrong with a new password, or null */
export function passwordProblem(password: string, email: string | null): PasswordProblem | null {
  if (!passwordField.safeParse(password).success) return "length";
  return isCommonPassword(password, email ?? "") ? "common" : null;
}
