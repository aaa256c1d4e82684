import { type Language, messagesIn } from "@/lib/messages";
import { isUniqueViolation } from "@/lib/unique-violation";

/** A user with a new workspace. */
export function newUser({ name, email }: { name?: string | null; email: string }, language: Language) {
  const workspaceName = messagesIn(language).t("site.workspaceOf", { name: name || (email.split("@")[0] ?? "") });
  return {
    email,
    name: name || null,
    memberships: { create: { role: "owner" as const, workspace: { create: { name: workspaceName } } } },
  };
}

/** @returns null where the address, or an account at a provider, is taken */
export async function unlessTaken<T>(create: () => Promise<T>): Promise<T | null> {
  try {
    return await create();
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}
