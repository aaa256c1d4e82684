import { fill } from "@/lib/messages/fill";
import { pathWith, paths } from "../paths";
import { type Choice, ThemeChoice } from "../theme-choice";
import { SignOut } from "../sign-out";
import styles from "./header.module.css";
import type { HeaderMessages } from "./header-messages";
import { initialsOf, type Person } from "./initials";

type Props = {
  person: Person;
  workspaceId: string | undefined;
  theme: Choice | undefined;
  said: HeaderMessages;
};

/** Who is signed in, and what concerns them alone. The browser opens and closes it, so it works without JavaScript. */
export function AccountMenu({ person, workspaceId, theme, said }: Props) {
  const named = { workspace: workspaceId };
  const initials = initialsOf(person);
  return (
    <>
      <button
        type="button"
        popoverTarget="account-menu"
        className={styles.circle}
        data-account
        aria-label={fill(said.accountMenu, { initials })}
      >
        <span aria-hidden="true">{initials}</span>
      </button>
      <div id="account-menu" popover="auto" className={`${styles.menu} ${styles.account}`}>
        <p className={styles.who}>
          {person.name && <strong>{person.name}</strong>}
          {person.email && <span className="muted">{person.email}</span>}
        </p>
        <a href={pathWith(paths.dashboard, named)}>{said.dashboard}</a>
        <a href={pathWith(paths.account, named)}>{said.account}</a>
        <div className={styles.theme}>
          <span className="muted" aria-hidden="true">
            {said.themeLabel}
          </span>
          <ThemeChoice known={theme} label={said.themeLabel} names={said.themes} />
        </div>
        <SignOut>{said.signOut}</SignOut>
      </div>
    </>
  );
}
