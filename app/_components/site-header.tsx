import { getUser } from "@/lib/auth";
import { findMembership } from "@/lib/workspaces/members";
import type { Messages } from "@/lib/messages";
import { getMessages } from "./get-messages";
import { getTheme } from "./get-theme";
import { headerMessages } from "./header/header-messages";
import type { Person } from "./header/initials";
import { PersonalHeader } from "./header/personal-header";
import type { MenuWorkspace } from "./header/workspace-menu";

type Props = {
  /** Who is signed in, where the page has read it already; null for nobody. */
  person?: Person | null;
  /** The one that the page is about. An id alone is looked up: one of other people's isn't shown. */
  workspace?: { id: string; name: string } | string | null;
  /** The person's first workspaces, where the page has read them. */
  known?: MenuWorkspace[];
  /** The page is for signing in itself. */
  atSignIn?: boolean;
  /** Where the page isn't in the visitor's language. */
  messages?: Messages;
};

/** The header of a page that is rendered per request. */
export async function SiteHeader({ person, workspace = null, known, atSignIn, messages }: Props) {
  const user = person === undefined ? await getUser() : person;
  const { sentences } = messages ?? (await getMessages());
  return (
    <PersonalHeader
      person={user && { name: user.name, email: user.email }}
      workspace={typeof workspace === "string" ? await membershipOf(workspace) : workspace}
      known={known}
      theme={(await getTheme()) ?? "system"}
      atSignIn={atSignIn}
      said={headerMessages(sentences)}
    />
  );
}

async function membershipOf(workspaceId: string): Promise<{ id: string; name: string } | null> {
  const user = await getUser();
  const found = user && (await findMembership(user.id, workspaceId));
  return found ? { id: found.id, name: found.name } : null;
}
