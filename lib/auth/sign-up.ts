import { z } from "zod";
import { prisma } from "@/lib/db";
import { emailField } from "@/lib/email";
import { textField } from "@/lib/text";
import { type Language, messagesIn } from "@/lib/messages";
import type { Prisma } from "@/prisma/generated/client";
import { hashPassword } from "./passwords";

export const signUpFields = z.object({
  name: textField("must be a text").max(100, { error: "must have at most 100 characters" }).optional(),
  email: emailField,
  password: z
    .string({ error: "must have at least 8 characters" })
    .min(8, { error: "must have at least 8 characters" })
    .max(200, { error: "must have at most 200 characters" }),
});

export type SignUp = z.infer<typeof signUpFields>;

/**
 * Creates a user with a new workspace. A taken address creates nothing and takes the same time, so that a stranger does
 * not learn who has an account.
 * @param language of the name that the workspace begins with
 * @returns the new user's id, or null for an address that is taken
 */
export async function signUp({ name, email, password }: SignUp, language: Language = "en"): Promise<string | null> {
  const hash = await hashPassword(password);
  return createUser({ ...newUser({ name, email }, language), password: { create: { hash } } });
}

/** A user with a new workspace. */
export function newUser({ name, email }: { name?: string | null; email: string }, language: Language) {
  const workspaceName = messagesIn(language).t("site.workspaceOf", { name: name || (email.split("@")[0] ?? "") });
  return {
    email,
    name: name || null,
    memberships: { create: { role: "owner" as const, workspace: { create: { name: workspaceName } } } },
  };
}

/** @returns the new user's id, or null when the address, or an account at a provider, is taken */
export async function createUser(data: Prisma.UserCreateInput): Promise<string | null> {
  try {
    const { id } = await prisma().user.create({ data });
    return id;
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}

/** Prisma's code for a unique constraint: https://www.prisma.io/docs/orm/reference/error-reference#p2002 */
const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "P2002";
