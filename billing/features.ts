import type { FeatureIdOf } from "@/lib/billing/catalog-file/feature-ids";
import type { FeatureEntry } from "@/lib/billing/catalog-file/texts";

/**
 * What a plan may carry: the ids go into the products' metadata, the texts onto the pages, in each language of
 * lib/languages.mjs. English is required, and is the fallback for missing languages.
 *
 * To rename one, give it a new id and keep the old one beside it: `answers: { was: "rag", en: … }` (docs/entitlements.md).
 */
export const features = {
  chat: {
    en: { title: "Team chat", sentence: "Channels and direct messages for everyone in the workspace." },
    de: { title: "Team-Chat", sentence: "Kanäle und Direktnachrichten für alle im Arbeitsbereich." },
  },
  rag: {
    en: { title: "Answers from your files", sentence: "Ask questions and get answers with their sources." },
    de: {
      title: "Antworten aus Ihren Dateien",
      sentence: "Stellen Sie Fragen und erhalten Sie Antworten samt Quellen.",
    },
  },
  export: {
    en: { title: "Export", sentence: "Export everything as CSV or JSON anytime." },
    de: { title: "Export", sentence: "Exportieren Sie alles jederzeit als CSV oder JSON." },
  },
  api: {
    en: { title: "API access", sentence: "Connect your own tools to the workspace." },
    de: { title: "API-Zugang", sentence: "Verbinden Sie Ihre eigenen Werkzeuge mit dem Arbeitsbereich." },
  },
  audit: {
    en: { title: "Audit log", sentence: "Download who changed what, and when." },
    de: { title: "Protokoll", sentence: "Laden Sie herunter, wer was wann geändert hat." },
  },
  sso: {
    en: { title: "Single sign-on", sentence: "Let people sign in with your identity provider." },
    de: { title: "Single Sign-on", sentence: "Anmeldung über Ihren Identitätsanbieter." },
  },
} as const satisfies Record<string, FeatureEntry>;

/** A misspelled one does not compile, neither in a plan of catalog.ts nor in code that asks for it. */
export type FeatureName = FeatureIdOf<typeof features>;
