/** @jsxImportSource hono/jsx */
// What every page has around it: the head, the notice that nothing here is real, one main landmark.
import type { Child, FC } from "hono/jsx";
import { raw } from "hono/html";
import type { Language, Say } from "./words.ts";

export type Html = ReturnType<FC>;

export const Layout: FC<{ title: string; wide?: boolean; say?: Say; language?: Language; children?: Child }> = ({
  title,
  wide,
  say = (english) => english,
  language = "en",
  children,
}) => (
  <>
    {raw("<!DOCTYPE html>")}
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>{title === "Local Stripe" ? title : `${title} · Local Stripe`}</title>
        <link rel="icon" href="/pages/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/pages/pages.css" />
        <script src="/pages/pages.js" defer></script>
      </head>
      <body>
        <header class="notice">
          <p>
            <strong>Local Stripe</strong> <span>{say("A stand-in for Stripe on this computer. No money moves.")}</span>
          </p>
        </header>
        <main class={wide ? "wide" : ""}>{children}</main>
      </body>
    </html>
  </>
);

/** A page that only says something, with a way out where there is one. */
export const Message: FC<{ title: string; say?: Say; language?: Language; children?: Child }> = ({
  title,
  children,
  ...speech
}) => (
  <Layout title={title} {...speech}>
    <h1>{title}</h1>
    {children}
  </Layout>
);

/** The link back to where the visitor came from, named by its host. */
export const ReturnLink: FC<{ to: string | null; text?: "Return to" | "Back to" | "Continue to"; say?: Say }> = ({
  to,
  text = "Return to",
  say = (english) => english,
}) =>
  to === null ? null : (
    <p class={text.startsWith("Continue") ? "return" : "return back"}>
      {/* Out of the frame, where the page is in one */}
      <a href={to} target="_top">
        {say(`${text} ${hostOf(to)}`)}
      </a>
    </p>
  );

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : "the shop";
}
