import type { Metadata } from "next";
import { brand } from "@/billing/brand";
import { GeistSans } from "geist/font/sans";
import type { ReactNode } from "react";
import { env } from "@/lib/env";
import type { Messages } from "@/lib/messages";
import type { Theme } from "@/lib/themes";
import { formWasRead } from "@/lib/server/unreadable-form";
import { BrowserMessagesProvider } from "./browser-messages";
import { FailureHeaderProvider } from "./header/failure-header";
import { PlainHeader } from "./header/plain-header";
import { SiteFooter } from "./site-footer";
import { ThemeScript } from "./theme-script";
import "../tokens.css";
import "../globals.css";
import "../controls.css";

/** Replaced by an adopter together with the picture (billing/brand.ts). */
const SHARED = { url: "/share.png", width: 1200, height: 630, alt: brand.name };

/** What every page says of itself, also where it is shared. Addresses are absolute, by the setting. */
export const documentMetadata = ({ t, language }: Messages): Metadata => ({
  metadataBase: new URL(env().FRONT_END_BASE_URL),
  applicationName: brand.name,
  description: t("site.description"),
  icons: { icon: { url: "/icon.svg", type: "image/svg+xml" }, apple: "/apple-touch-icon.png" },
  openGraph: { type: "website", siteName: brand.name, locale: language, images: [SHARED] },
  twitter: { card: "summary_large_image" },
});

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
          <FailureHeaderProvider header={<PlainHeader messages={sentences.browser} />}>
            {children}
          </FailureHeaderProvider>
        </BrowserMessagesProvider>
        <SiteFooter messages={messages} theme={byScript ? undefined : (theme ?? "system")} />
      </body>
    </html>
  );
}
