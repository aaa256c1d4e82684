import type { Metadata } from "next";
import { GeistSans } from "geist/font/sans";
import type { ReactNode } from "react";
import type { Words } from "@/lib/messages";
import { BrowserWordsProvider } from "./browser-messages";
import { SiteFooter } from "./site-footer";
import "../tokens.css";
import "../globals.css";
import "../controls.css";

export const documentMetadata = ({ t }: Words): Metadata => ({ description: t("site.description") });

type Props = {
  words: Words;
  /** The reader's time zone, where it is known; a page that is rendered once for all has none. */
  zone?: string;
  children: ReactNode;
};

/** The HTML document, in one language. Each way to know the language has a layout that renders it. */
export function Document({ words, zone = "UTC", children }: Props) {
  const { language, sentences } = words;
  return (
    <html lang={language} className={GeistSans.variable}>
      <body>
        <a className="skip" href="#main">
          {sentences.browser.skip}
        </a>
        <BrowserWordsProvider words={{ ...sentences.browser, language, zone }}>{children}</BrowserWordsProvider>
        <SiteFooter words={words} />
      </body>
    </html>
  );
}
