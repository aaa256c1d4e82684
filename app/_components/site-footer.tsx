import type { Messages } from "@/lib/messages";
import type { Theme } from "@/lib/themes";
import { LanguageChoice } from "./language-choice";
import styles from "./site-footer.module.css";
import { SupportLink } from "./support-link";
import { ThemeChoice } from "./theme-choice";

type Props = { messages: Messages; theme: Theme | "system" | undefined };

/** @param props.theme undefined where it isn't known to the server */
export function SiteFooter({ messages, theme }: Props) {
  const { themeLabel, themes } = messages.sentences.choices;
  return (
    <footer className={`wrap small ${styles.footer}`}>
      <LanguageChoice messages={messages} />
      <ThemeChoice known={theme} label={themeLabel} names={themes} />
      <SupportLink messages={messages} />
    </footer>
  );
}
