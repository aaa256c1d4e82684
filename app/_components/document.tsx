import type { Metadata } from "next";
import { GeistSans } from "geist/font/sans";
import type { ReactNode } from "react";
import type { Messages } from "@/lib/messages";
import type { Theme } from "@/lib/themes";
import { formWasRead } from "@/lib/server/unreadable-form";
import { BrowserMessagesProvider } from "./browser-messages";
import { SiteFooter } from "./site-footer";
import { ThemeScript } from "./theme-script";
import "../tokens.css";
import "../globals.css";
import "../controls.css";

export const documentMetadata = ({ t }: Messages): Metadata => ({ description: t("site.description") });

type Props = {
  messages: Messages;
  /** The reader's time zone, where it is known; a page that is rendered once for all visitors has no zone. */
  zone?: string;
  /** What the reader chose, null for nothing. A page that is rendered once for all visitors can't know: a script sets it. */
  theme: Theme | null | "by script";
  children: ReactNode;
};

/** The HTML document, in one language. Each way to know the language has a layout that renders it. */
export function Document({ messages, zone = "UTC", theme, children }: Props) {
  const byScript = theme === "by script";
  formWasRead();
  const { language, sentences } = messages;
  return (
    <html
      lang={language}
      className={GeistSans.variable}
      data-theme={byScript ? undefined : (theme ?? undefined)}
      suppressHydrationWarning={byScript}
    >
      {byScript && (
        <head>
          <ThemeScript />
        </head>
      )}
      <body>
        <a className="skip" href="#main">
          {sentences.browser.skip}
        </a>
        <BrowserMessagesProvider messages={{ ...sentences.browser, language, zone }}>
          {children}
        </BrowserMessagesProvider>
        <SiteFooter messages={messages} theme={byScript ? undefined : (theme ?? "system")} />
      </body>
    </html>
  );
}
