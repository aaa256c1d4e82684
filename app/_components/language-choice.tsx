import { languages } from "@/lib/languages.mjs";
import type { Messages } from "@/lib/messages";
import { LANGUAGE_NAMES } from "./language-names";

/** Another language than the browser asks for, chosen without JavaScript: app/api/language keeps it and comes back. */
export function LanguageChoice({ messages }: { messages: Messages }) {
  return (
    <form method="post" action="/api/language/" aria-label={messages.t("site.language")}>
      {languages.map((language) => (
        <button
          key={language}
          name="language"
          value={language}
          lang={language}
          className="text-button"
          aria-current={language === messages.language ? "true" : undefined}
        >
          {LANGUAGE_NAMES[language]}
        </button>
      ))}
    </form>
  );
}
