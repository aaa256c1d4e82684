"use client";

import { languages } from "@/lib/languages.mjs";
import { FailureForAll } from "./_components/failure-for-all";
import "./tokens.css";
import "./globals.css";
import "./controls.css";

/** In place of the whole document, when the root layout fails. */
export default function GlobalError() {
  return (
    <html lang={languages[0]}>
      <head>
        <title>HyperSaaS</title>
      </head>
      <body>
        <FailureForAll />
      </body>
    </html>
  );
}
