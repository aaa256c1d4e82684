import { type Language, languages } from "@/lib/languages.mjs";
import { failure as de } from "@/lib/messages/de/failure";
import { failure as en } from "@/lib/messages/en/failure";

const messages: Record<Language, typeof en | typeof de> = { en, de };

/**
 * The whole page where nothing is known, not even the visitor's language: so it is said in each. It needs no script, as
 * who comes here may have got none that our policy lets run; a link to nowhere loads the same address again.
 */
export function FailureForAll() {
  return (
    <main className="wrap page">
      <div className="narrow stack">
        <h1>HyperSaaS</h1>
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
