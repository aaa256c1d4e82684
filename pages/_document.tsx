import { Head, Html, Main, NextScript } from "next/document";
import { languages } from "@/lib/languages.mjs";

/** Says a language, which Next's own does not. */
export default function Document() {
  return (
    <Html lang={languages[0]}>
      <Head>
        <link rel="icon" href="/icon.svg" />
      </Head>
      <body>
        <Main />
        <NextScript />
      </body>
    </Html>
  );
}
