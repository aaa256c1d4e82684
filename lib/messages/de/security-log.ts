import type { securityLog as en } from "../en/security-log";
import type { Translation } from "../translation";

export const securityLog: Translation<typeof en> = {
  title: "Sicherheitsprotokoll",
  lead: "Anmeldungen, Änderungen an Ihrem Konto und was Sie in Ihren Arbeitsbereichen getan haben. {days} lang aufbewahrt.",
  all: "Alle Einträge ansehen",
  none: "Noch keine Einträge",
  pages: "Seiten des Sicherheitsprotokolls",
  newest: "Neueste Einträge",
  older: "Ältere Einträge",

  workspaceLead:
    "Wer in diesem Arbeitsbereich was geändert hat. Das sieht nur, wer ihn besitzt. {days} lang aufbewahrt.",
  linkOf: "Sicherheitsprotokoll von {name}",
  toWorkspaces: "Alle Arbeitsbereiche",

  file: {
    title: "Protokoll als Datei",
    of: "Protokoll von {name}",
    lead: "Alles, was in diesem Arbeitsbereich geändert wurde und von wem, für Ihre Prüfung.",
    download: "Als CSV herunterladen",
  },

  from: "von {address}",
  by: { person: "durch {name}", you: "durch Sie", operator: "durch den Betreiber" },
  formerMember: "ein ehemaliges Mitglied",
  someWorkspace: "einem Arbeitsbereich",

  events: {
    sign_up: "Konto angelegt",
    sign_in: "Angemeldet {how}",
    sign_in_failed:
      "{count, plural, one {Anmeldung fehlgeschlagen} other {Anmeldung # Mal an einem Tag fehlgeschlagen}}",
    sign_out: "Abgemeldet",
    sign_out_elsewhere: "{sessions, select, one {Ein anderes Gerät abgemeldet} other {Alle anderen Geräte abgemeldet}}",
    password_changed: "Passwort geändert, alle anderen Geräte abgemeldet",
    password_reset: "Passwort per Link neu gesetzt, alle Geräte abgemeldet",
    address_change_asked: "Änderung der E-Mail-Adresse zu {email} angefordert",
    address_confirmed: "E-Mail-Adresse {email} bestätigt",
    address_lost: "E-Mail-Adresse {email} entfernt, weil ein anderes Konto sie bestätigt hat",
    sign_in_method_added: "Anmeldung {how} hinzugefügt",
    sign_in_method_removed: "Anmeldung {how} entfernt",
    account_exported: "Ihre Daten heruntergeladen",
    account_deleted: "Konto gelöscht",
    workspace_created: "Arbeitsbereich angelegt: {workspace}",
    workspace_renamed: "Arbeitsbereich umbenannt in {name}",
    workspace_deleted: "Arbeitsbereich gelöscht: {workspace}",
    invitation_created: "Einladung zu {workspace} erstellt ({role})",
    invitation_revoked: "Einladung zu {workspace} zurückgenommen",
    member_joined: "{who, select, you {Sie sind} other {{person} ist}} {workspace} beigetreten ({role})",
    member_left: "{who, select, you {Sie haben} other {{person} hat}} {workspace} verlassen",
    member_removed: "{who, select, you {Sie wurden} other {{person} wurde}} aus {workspace} entfernt",
    role_changed: "{who, select, you {Ihre Rolle} other {Rolle von {person}}} in {workspace} geändert ({role})",
    ownership_transferred: "{workspace} übergeben an {who, select, you {Sie} other {{person}}}",
    consent_given: "Bezahlung von {workspace} zur Übernahme freigegeben",
    consent_withdrawn: "Freigabe zur Übernahme der Bezahlung von {workspace} zurückgezogen",
    operator_reset_link: "Link für ein neues Passwort erstellt",
    operator_assigned: "Abonnement zugeordnet zu {workspace}",
    operator_resumed: "Fortsetzung des Tarifs von {workspace} angefordert",
    other: "Anderes Ereignis",
  },
};
