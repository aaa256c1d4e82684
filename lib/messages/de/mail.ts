import type { mail as en } from "../en/mail";
import type { Translation } from "../translation";

export const mail: Translation<typeof en> = {
  duration:
    "{unit, select, hours {{count, plural, one {# Stunde} other {# Stunden}}} other {{count, plural, one {# Minute} other {# Minuten}}}}",
  copyLink: "Falls der Knopf nicht funktioniert, kopieren Sie diesen Link in Ihren Browser:",
  help: "Hilfe bekommen",
  resetPassword: "Passwort zurücksetzen",
  openWorkspaces: "Arbeitsbereiche öffnen",
  notYou: "Falls Sie das nicht waren, setzen Sie Ihr Passwort jetzt zurück.",

  address_confirmation: {
    subject: "Bestätigen Sie Ihre E-Mail-Adresse",
    preview: "Der Link gilt {duration}.",
    lead: "Bestätigen Sie, dass diese Adresse Ihnen gehört. Sie brauchen das, um Ihr Passwort zurückzusetzen und Einladungen anzunehmen.",
    button: "Adresse bestätigen",
    note: "Der Link gilt einmal und {duration} lang. Falls Sie ihn nicht angefordert haben, können Sie diese Mail ignorieren.",
  },
  password_reset: {
    subject: "Setzen Sie Ihr Passwort zurück",
    preview: "Der Link gilt {duration}.",
    lead: "Wählen Sie ein neues Passwort für Ihr Konto bei HyperSaaS. Sie werden auf allen Geräten abgemeldet.",
    button: "Neues Passwort wählen",
    note: "Der Link gilt einmal und {duration} lang. Falls Sie ihn nicht angefordert haben, können Sie diese Mail ignorieren. Ihr Passwort bleibt dann gleich.",
  },
  password_changed: {
    subject: "Ihr Passwort wurde geändert",
    preview: "Falls Sie das waren, müssen Sie nichts tun.",
    lead: "Das Passwort Ihres Kontos bei HyperSaaS wurde am {moment} geändert. Falls Sie das waren, müssen Sie nichts tun.",
  },
  address_changed: {
    subject: "Ihre E-Mail-Adresse wurde geändert",
    preview: "Ihr Konto verwendet jetzt {address}.",
    lead: "Ihr Konto bei HyperSaaS verwendet seit dem {moment} die Adresse {address}. An Ihre bisherige Adresse schreiben wir nicht mehr.",
    note: "Falls Sie das nicht waren, bitten Sie uns gleich um Hilfe.",
  },
  sign_in_method_changed: {
    subject:
      "{change, select, added {Sie können sich jetzt mit {method} anmelden} other {Sie können sich nicht mehr mit {method} anmelden}}",
    preview: "Falls Sie das waren, müssen Sie nichts tun.",
    lead: "Ihr Konto bei HyperSaaS ist seit dem {moment} {change, select, added {mit {method} verbunden} other {nicht mehr mit {method} verbunden}}.",
  },
  invitation: {
    subject: "{inviter} lädt Sie zu {workspace} ein",
    preview: "Treten Sie dem Arbeitsbereich bei HyperSaaS bei.",
    lead: "{inviter} lädt Sie in den Arbeitsbereich {workspace} bei HyperSaaS ein. {role, select, admin {Sie verwalten ihn dann mit.} other {Sie werden dort Mitglied.}}",
    button: "Einladung annehmen",
    note: "Der Link gilt einmal und sieben Tage lang. Falls Sie {inviter} nicht kennen, können Sie diese Mail ignorieren.",
  },
  ownership_transferred: {
    subject: "{reader, select, to {{workspace} gehört jetzt Ihnen} other {Sie haben {workspace} übergeben}}",
    preview: "{reader, select, to {Übergeben von {from}.} other {Der Arbeitsbereich gehört jetzt {to}.}}",
    lead: "{reader, select, to {{from} hat Ihnen den Arbeitsbereich {workspace} übergeben. Sie entscheiden jetzt über seine Mitglieder und seinen Tarif.} other {Der Arbeitsbereich {workspace} gehört jetzt {to}. Sie verwalten ihn weiterhin.}}",
    note: "{reader, select, to {Wer den Arbeitsbereich bezahlt, hat sich nicht geändert.} other {Falls Sie das nicht waren, wenden Sie sich an {to} und setzen Sie Ihr Passwort zurück.}}",
    button: "Arbeitsbereich öffnen",
  },
  removed_from_workspace: {
    subject: "Sie wurden aus {workspace} entfernt",
    preview: "Sie haben keinen Zugang mehr.",
    lead: "Sie haben keinen Zugang mehr zum Arbeitsbereich {workspace}. Ihr Konto und Ihre anderen Arbeitsbereiche bleiben, wie sie sind.",
    note: "Falls Sie seinen Tarif bezahlen, bezahlen Sie weiter, bis Sie kündigen. Das können Sie unter Arbeitsbereiche.",
  },
};
