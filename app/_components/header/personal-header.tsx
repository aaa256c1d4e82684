import { pathWith, paths } from "../paths";
import type { Choice } from "../theme-choice";
import { AccountMenu } from "./account-menu";
import { HeaderBar } from "./header-bar";
import type { HeaderMessages } from "./header-messages";
import type { Person } from "./initials";
import { WorkspaceMenu, type MenuWorkspace } from "./workspace-menu";

type Props = {
  /** Who is signed in; null for a visitor. */
  person: Person | null;
  /** The one that the page is about, if it is about one. It stays in every link. */
  workspace: { id: string; name: string } | null;
  /** The person's first workspaces, where the page knows them. */
  known?: MenuWorkspace[];
  /** What was chosen; undefined where only the browser knows. */
  theme: Choice | undefined;
  /** The page is for signing in itself. */
  atSignIn?: boolean;
  said: HeaderMessages;
};

/** The header for one person. */
export function PersonalHeader({ person, workspace, known, theme, atSignIn, said }: Props) {
  const named = { workspace: workspace?.id };
  return (
    <HeaderBar
      home={person ? pathWith(paths.dashboard, named) : paths.pricing}
      label={said.main}
      switcher={person && <WorkspaceMenu workspace={workspace} known={known} said={said} />}
      end={
        person ? (
          <AccountMenu person={person} workspaceId={workspace?.id} theme={theme} said={said} />
        ) : (
          !atSignIn && <a href={paths.login}>{said.signIn}</a>
        )
      }
    >
      <a href={pathWith(paths.pricing, named)}>{said.pricing}</a>
    </HeaderBar>
  );
}
