"use client";

import { brand } from "@/billing/brand";
import { languages } from "@/lib/languages.mjs";
import { FailureInEveryLanguage } from "./_components/failure-in-every-language";
import "./tokens.css";
import "./globals.css";
import "./controls.css";

/** In place of the whole document, when the root layout fails. */
export default function GlobalError() {
  return (
    <html lang={languages[0]}>
      <head>
        <title>{brand.name}</title>
      </head>
      <body>
        <FailureInEveryLanguage />
      </body>
    </html>
  );
}
