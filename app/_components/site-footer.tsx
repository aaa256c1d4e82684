import type { Words } from "@/lib/messages";
import { LanguageChoice } from "./language-choice";
import styles from "./site-footer.module.css";
import { SupportLink } from "./support-link";

export function SiteFooter({ words }: { words: Words }) {
  return (
    <footer className={`wrap small ${styles.footer}`}>
      <LanguageChoice words={words} />
      <SupportLink words={words} />
    </footer>
  );
}
