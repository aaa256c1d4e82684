import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { prisma } from "@/lib/db";
import { emailField } from "@/lib/email";
import { textField } from "@/lib/text";
import { type Language, messagesIn } from "@/lib/messages";
import type { Prisma } from "@/prisma/generated/client";
import { passwordField, passwordProblem } from "./password-rules";
import { hashPassword } from "./passwords";

export const signUpFields = z
  .object({
    name: textField("must be a text").max(100, { error: "must have at most 100 characters" }).optional(),
    email: emailField,
    password: passwordField,
  })
  .superRefine(({ email, password }, context) => {
    if (passwordProblem(password, email) === "common")
      context.addIssue({ code: "custom", path: ["password"], message: "is among the first that anyone would guess" });
  });

export type SignUp = z.infer<typeof signUpFields>;

/**
 * Creates a user with a new workspace. A taken address creates nothing and takes the same time, so that a stranger does
 * not learn who has an account.
 * @param language of the name that the workspace begins with
 * @returns the new user's id, or null for an address that is taken
 */
export async function signUp({ name, email, password }: SignUp, language: Language = "en"): Promise<string | null> {
  const started = performance.now();
  const hash = await hashPassword(password);
  const id = await createUser({ ...newUser({ name, email }, language), password: { create: { hash } } });
  await pause(STEP_MS - ((performance.now() - started) % STEP_MS));
  return id;
}

// Writing a user takes a few milliseconds more than finding the address taken. Both end at the next full step, so the
// difference shows only where it happens to cross one.
const STEP_MS = 100;

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
