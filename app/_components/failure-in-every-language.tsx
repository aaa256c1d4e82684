import { brand } from "@/billing/brand";
import { type Language, languages } from "@/lib/languages.mjs";
import { failure as de } from "@/lib/messages/de/failure";
import { failure as en } from "@/lib/messages/en/failure";

const messages: Record<Language, typeof en | typeof de> = { en, de };

/**
 * The whole page when nothing is known, not even the visitor's language, so the message is in each language. It needs
 * no script, because the policy may block every script here; an empty link loads the same address again.
 */
export function FailureInEveryLanguage() {
  return (
    <main className="wrap page">
      <div className="narrow stack">
        <h1>{brand.name}</h1>
        {languages.map((language) => (
          <section key={language} lang={language} className="stack">
            <h2>{messages[language].title}</h2>
            <p>{messages[language].sentence}</p>
            <a className="button" href="">
              {messages[language].again}
            </a>
          </section>
        ))}
      </div>
    </main>
  );
}
