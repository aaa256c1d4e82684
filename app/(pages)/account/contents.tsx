import type { Messages } from "@/lib/messages";
import styles from "./account.module.css";

/** The page's sections, each by the id of its heading. */
export function Contents({ messages: { sentences } }: { messages: Messages }) {
  const { account: said, choices, securityLog } = sentences;
  const sections = {
    profile: said.profile,
    address: said.address,
    password: said.password,
    "sign-ins": choices.signIns.title,
    choices: choices.title,
    devices: said.devices,
    "security-log": securityLog.title,
    export: said.export,
    delete: said.danger,
  };
  return (
    <nav aria-label={said.contents}>
      <ul className={`${styles.contents} small`}>
        {Object.entries(sections).map(([id, title]) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
