import { type Language, messagesIn } from "@/lib/messages";

/** What a person's own workspace is called until they name it. */
export const firstWorkspaceName = (
  { name, email }: { name?: string | null; email: string },
  language: Language,
): string => messagesIn(language).t("site.workspaceOf", { name: name || (email.split("@")[0] ?? "") });
