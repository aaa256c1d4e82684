import { z } from "zod";
import { prisma } from "@/lib/db";
import { emailField } from "@/lib/email";
import { personName } from "../profile";
import { sendsMail } from "@/lib/mail/queue";
import type { Language } from "@/lib/messages";
import { tell } from "@/lib/security-log/entry";
import { atAStep } from "../at-a-step";
import { createUser, newUser, Undone, unlessTaken } from "./new-user";
import { passwordField, passwordProblem } from "../passwords/password-rules";
import { hashPassword } from "../passwords/passwords";
import { signUpByMail } from "./sign-up-by-mail";

export const signUpFields = z
  .object({
    name: personName.optional(),
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
 * because making a mail takes time that would tell whether there is one. A taken address creates nothing that stays and takes the
 * same time, so that a stranger does not learn who has an account.
 * @param language of the name that the workspace begins with
 * @returns the new user's id, or null for an address that is taken
 */
export async function signUp(typed: SignUp, language: Language = "en"): Promise<string | null> {
  return atAStep(sendsMail() ? STEP_BY_MAIL_MS : STEP_MS, async () => {
    const hash = await hashPassword(typed.password);
    return sendsMail() ? signUpByMail(typed, hash, language) : signUpWithoutMail(typed, hash, language);
  });
}

// A user is written for a taken address too, and undone. What is left of a difference ends at the next full step, so it
// shows only where it happens to cross one. A step is twice what a usual sign-up takes, or more: one password is
// hashed, and with mail two more are compared.
const STEP_MS = 100;
const STEP_BY_MAIL_MS = 250;

/** @throws Undone once the work is done, to roll it back */
async function undo(work: Promise<unknown>): Promise<never> {
  await work;
  throw new Undone();
}

/** Nobody could ever prove an address, so it stays with the account that was the first to name it. */
async function signUpWithoutMail({ name, email }: SignUp, hash: string, language: Language): Promise<string | null> {
  const data = { ...newUser({ name, email }, language), password: { create: { hash } } };
  const made = await unlessTaken(() => prisma().$transaction((tx) => createUser(tx, data)));
  if (!made) await unlessTaken(() => prisma().$transaction((tx) => undo(createUser(tx, { ...data, email: null }))));
  tell(...(made?.entries ?? []));
  return made?.userId ?? null;
}
