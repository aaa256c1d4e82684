import type { choices as english } from "../en/choices";
import type { Translation } from "../translation";

export const choices: Translation<typeof english> = {
  title: "Sprache und Farbschema",
  language: "Sprache von Seiten und E-Mails",
  automatic: "Automatisch (wie Ihr Browser)",
  theme: "Farbschema in diesem Browser",
  themes: { system: "System", light: "Hell", dark: "Dunkel" },
  themeLabel: "Farbschema",
  apply: "Übernehmen",

  signIns: {
    title: "Anmeldung",
    password: "Passwort",
    set: "Festgelegt",
    notSet: "Nicht festgelegt",
    noAddress: "Festgelegt, aber ohne E-Mail-Adresse nicht zu verwenden",
    byMail: "Link per E-Mail",
    byMailWorks: "Kommt an Ihre Adresse, wenn Sie ihn auf der Anmeldeseite anfordern",
    byMailNot: "Bestätigen Sie zuerst Ihre E-Mail-Adresse.",
    linked: "Verbunden",
    since: "Verbunden seit <date></date>",
    notLinked: "Nicht verbunden",
    confirmFirst: "Nicht verbunden. Bestätigen Sie zuerst Ihre E-Mail-Adresse.",
    notOffered: "Verbunden, hier aber nicht mehr möglich",
    link: "{provider} verbinden",
    unlink: "{provider} trennen",
    linkPassword: "Passwort, um {provider} zu verbinden",
    unlinkPassword: "Passwort, um {provider} zu trennen",
    lead: "Wenn Sie ein Konto trennen, werden Geräte abgemeldet, auf denen Sie sich damit angemeldet haben. Dieses bleibt angemeldet.",
    only: "Anders können Sie sich nicht anmelden. Legen Sie ein Passwort fest oder verbinden Sie ein weiteres Konto, bevor Sie dieses trennen.",
    needsScript: "Schalten Sie JavaScript ein, um ein Konto zu verbinden.",
  },
  done: {
    applied: "Sprache und Farbschema sind eingestellt.",
    linked: "Verbunden. Sie können sich jetzt auch so anmelden.",
    unlinked: "Getrennt. So können Sie sich nicht mehr anmelden.",
  },
  refused: {
    account_linked_elsewhere:
      "Mit diesem Konto meldet sich schon jemand anderes an, deshalb wurde nichts verbunden. Gehören beide Ihnen, melden Sie sich mit dem anderen an und trennen Sie es dort.",
    address_not_confirmed: "Es wurde nichts verbunden. Bestätigen Sie zuerst Ihre E-Mail-Adresse.",
    unauthenticated:
      "Ihre Anmeldung hat sich inzwischen geändert, deshalb wurde nichts verbunden. Versuchen Sie es noch einmal.",
    linking_failed: "Es wurde nichts verbunden. Versuchen Sie es noch einmal.",
  },
};
