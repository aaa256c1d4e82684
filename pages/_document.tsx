import { Head, Html, Main } from "next/document";
import { languages } from "@/lib/languages.mjs";

/**
 * Next's, without its scripts. The one page here (500.tsx) needs none, and the policy of the address that it stands in for
 * can't name the one that Next writes into it.
 */
class HeadWithoutScripts extends Head {
  override getPreloadDynamicChunks = () => [];
  override getPreloadMainLinks = () => [];
  override getPolyfillScripts = () => [];
  override getPreNextScripts = () => <></>;
  override getDynamicChunks = () => [];
  override getScripts = () => [];
}

/** Says a language, which Next's own does not. */
export default function Document() {
  return (
    <Html lang={languages[0]}>
      <HeadWithoutScripts>
        <link rel="icon" href="/icon.svg" />
      </HeadWithoutScripts>
      <body>
        <Main />
      </body>
    </Html>
  );
}
