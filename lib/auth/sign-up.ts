import { z } from "zod";
import { prisma } from "@/lib/db";
import { type Language, wordsIn } from "@/lib/words";
import { hashPassword } from "./passwords";

/** Addresses are compared without regard to case or surrounding blanks. */
export const emailField = z
  .string({ error: "must be an e-mail address" })
  .trim()
  .toLowerCase()
  .max(254, { error: "must be an e-mail address" })
  .pipe(z.email({ error: "must be an e-mail address" }));

export const signUpFields = z.object({
  name: z.string({ error: "must be a text" }).trim().max(100, { error: "must have at most 100 characters" }).optional(),
  email: emailField,
  password: z
    .string({ error: "must have at least 8 characters" })
    .min(8, { error: "must have at least 8 characters" })
    .max(200, { error: "must have at most 200 characters" }),
});

export type SignUp = z.infer<typeof signUpFields>;

/**
 * Makes a user with a workspace of their own. For an address that is taken nothing is made, and the time taken is the
 * same, so that a stranger does not learn who has an account.
 * @param language of the name that the workspace begins with
 * @returns the new user's id, or null for an address that is taken
 */
export async function signUp({ name, email, password }: SignUp, language: Language = "en"): Promise<string | null> {
  const hash = await hashPassword(password);
  const workspaceName = wordsIn(language).t("site.workspaceOf", { name: name || (email.split("@")[0] ?? "") });
  try {
    const user = await prisma().user.create({
      data: {
        email,
        name: name || null,
        password: { create: { hash } },
        memberships: { create: { role: "owner", workspace: { create: { name: workspaceName } } } },
      },
    });
    return user.id;
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}

/** Prisma's code for a unique constraint: https://www.prisma.io/docs/orm/reference/error-reference#p2002 */
const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "P2002";
