import { randomUUID } from "node:crypto";
import { givenMail, insertMail, mailRows, type NewMail } from "@/lib/mail/queue";
import type { Language } from "@/lib/messages";
import { type Entry, entryRows, givenEntries, insertEntries } from "@/lib/security-log/entry";
import { isUniqueViolation } from "@/lib/unique-violation";
import type { Prisma } from "@/prisma/generated/client";
import { firstWorkspaceName } from "./first-workspace";
import { signedUp } from "./signed-up";

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

type NewUser = Omit<Prisma.UserCreateInput, "memberships"> & Pick<ReturnType<typeof newUser>, "memberships">;

/** One statement for both, because each takes a moment of a sign-up. */
const WRITE = `WITH logged AS (${insertEntries(givenEntries("$2"))}) ${insertMail(givenMail("$1"))}`;

/**
 * Creates a user, with what the security log says of it.
 * @param mail written along; who calls sends it once the visitor is answered
 * @returns the user's id, and entries to `tell` once the transaction has committed
 */
export async function createUser(
  tx: Prisma.TransactionClient,
  data: NewUser,
  mail: (user: { id: string; createdAt: Date }) => NewMail[] = () => [],
): Promise<{ userId: string; entries: Entry[] }> {
  const user = await tx.user.create({ data });
  const entries = signedUp(user.id, data.memberships.create.workspace.create.id);
  await tx.$executeRawUnsafe(WRITE, mailRows(mail(user)), entryRows(...entries));
  return { userId: user.id, entries };
}

/**
 * Thrown at the end of a transaction that made a user for a taken address, which undoes it. Without that work a taken
 * address would be answered sooner, on a busy machine by more than the step to which a sign-up waits (sign-up.ts).
 */
export class Undone extends Error {}

/** @returns null where the address, or an account at a provider, is taken */
export async function unlessTaken<T>(create: () => Promise<T>): Promise<T | null> {
  try {
    return await create();
  } catch (error) {
    if (error instanceof Undone || isUniqueViolation(error)) return null;
    throw error;
  }
}
