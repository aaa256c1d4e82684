import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { prisma } from "@/lib/db";
import { emailField } from "@/lib/email";
import { textField } from "@/lib/text";
import { givenMail, insertMail, mailRows, type NewMail, sendsMail } from "@/lib/mail/queue";
import type { Language } from "@/lib/messages";
import { entryRows, givenEntries, insertEntries, tell } from "@/lib/security-log/entry";
import { isUniqueViolation } from "@/lib/unique-violation";
import type { Prisma } from "@/prisma/generated/client";
import { passwordField, passwordProblem } from "./password-rules";
import { firstWorkspaceName } from "./first-workspace";
import { hashPassword } from "./passwords";
import { newConfirmation } from "./confirmation";
import { signedUp } from "./signed-up";

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
 * Creates a user with a new workspace, and a mail to confirm the address: call `sendSoon` once the visitor is answered,
 * because making a mail takes time that would tell whether there is one. A taken address creates nothing and takes the same time, so that a stranger does
 * not learn who has an account.
 * @param language of the name that the workspace begins with
 * @returns the new user's id, or null for an address that is taken
 */
export async function signUp({ name, email, password }: SignUp, language: Language = "en"): Promise<string | null> {
  const started = performance.now();
  const hash = await hashPassword(password);
  const data = { ...newUser({ name, email }, language), password: { create: { hash } } };
  const { link, mail } = newConfirmation(email, language);
  const id = await (sendsMail()
    ? createUser({ ...data, links: { create: link } }, (userId) => [{ ...mail, userId }])
    : createUser(data));
  await pause(STEP_MS - ((performance.now() - started) % STEP_MS));
  return id;
}

// Writing a user takes a few milliseconds more than finding the address taken. Both end at the next full step, so the
// difference shows only where it happens to cross one.
const STEP_MS = 100;

/** A user with a new workspace. */
export function newUser({ name, email }: { name?: string | null; email: string }, language: Language) {
  return {
    email,
    name: name || null,
    memberships: {
      create: {
        role: "owner" as const,
        workspace: { create: { id: randomUUID(), name: firstWorkspaceName({ name, email }, language) } },
      },
    },
  };
}

/** One statement for both, because each takes a moment of a sign-up. */
const WRITE = `WITH logged AS (${insertEntries(givenEntries("$2"))}) ${insertMail(givenMail("$1"))}`;

/**
 * @param mail written along with the user, by their id; who calls sends it once the visitor is answered
 * @returns the new user's id, or null when the address, or an account at a provider, is taken
 */
export async function createUser(
  data: Prisma.UserCreateInput & ReturnType<typeof newUser>,
  mail: (userId: string) => NewMail[] = () => [],
): Promise<string | null> {
  const workspaceId = data.memberships.create.workspace.create.id;
  try {
    const id = await prisma().$transaction(async (tx) => {
      const { id } = await tx.user.create({ data });
      await tx.$executeRawUnsafe(WRITE, mailRows(mail(id)), entryRows(...signedUp(id, workspaceId)));
      return id;
    });
    tell(...signedUp(id, workspaceId));
    return id;
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}
