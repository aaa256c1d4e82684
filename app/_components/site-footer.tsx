import type { Messages } from "@/lib/messages";
import { LanguageChoice } from "./language-choice";
import styles from "./site-footer.module.css";
import { SupportLink } from "./support-link";
import { type Choice, ThemeChoice } from "./theme-choice";

type Props = { messages: Messages; theme: Choice | undefined };

/** @param props.theme undefined where it isn't known to the server */
export function SiteFooter({ messages, theme }: Props) {
  const { themeLabel, themes } = messages.sentences.choices;
  return (
    <footer className={`wrap small ${styles.footer}`}>
      <LanguageChoice messages={messages} />
      <div className={styles.theme}>
        <ThemeChoice known={theme} label={themeLabel} names={themes} />
      </div>
      <SupportLink messages={messages} />
    </footer>
  );
}
