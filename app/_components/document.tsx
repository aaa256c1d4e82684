import type { Metadata } from "next";
import { GeistSans } from "geist/font/sans";
import type { ReactNode } from "react";
import type { Words } from "@/lib/words";
import { BrowserWordsProvider } from "./browser-words";
import { LanguageChoice } from "./language-choice";
import "../tokens.css";
import "../globals.css";
import "../controls.css";

export const documentMetadata = ({ t }: Words): Metadata => ({ description: t("site.description") });

/** The HTML document, in one language. Each way to know the language has a layout that renders it. */
export function Document({ words, children }: { words: Words; children: ReactNode }) {
  const { language, sentences } = words;
  return (
    <html lang={language} className={GeistSans.variable}>
      <body>
        <a className="skip" href="#main">
          {sentences.browser.skip}
        </a>
        <BrowserWordsProvider words={{ ...sentences.browser, language }}>{children}</BrowserWordsProvider>
        <LanguageChoice words={words} />
      </body>
    </html>
  );
}
