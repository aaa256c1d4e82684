import type { Messages } from "@/lib/messages";
import { LanguageChoice } from "./language-choice";
import styles from "./site-footer.module.css";
import { SupportLink } from "./support-link";

export function SiteFooter({ messages }: { messages: Messages }) {
  return (
    <footer className={`wrap small ${styles.footer}`}>
      <LanguageChoice messages={messages} />
      <SupportLink messages={messages} />
    </footer>
  );
}
