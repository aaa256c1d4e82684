import type { mail as en } from "../en/mail";
import type { Translation } from "../translation";

export const mail: Translation<typeof en> = {
  duration:
    "{unit, select, hours {{count, plural, one {# Stunde} other {# Stunden}}} other {{count, plural, one {# Minute} other {# Minuten}}}}",
  copyLink: "Falls der Button nicht funktioniert, kopieren Sie diesen Link in Ihren Browser:",
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
  address_contested: {
    subject: "Jemand anderes möchte Ihre E-Mail-Adresse verwenden",
    preview: "Bestätigen Sie sie, um sie zu behalten.",
    lead: "Jemand anderes hat sich mit dieser Adresse registriert oder möchte sie bestätigen. Ihr Konto {known, select, yes {{name}, angelegt am {moment},} other {vom {moment}}} hat einen Tarif, aber die Adresse nie bestätigt. Wer sie zuerst bestätigt, behält sie.",
    note: "Der Link gilt einmal und {duration} lang. Falls dieses Konto nicht Ihnen gehört, ignorieren Sie diese Mail.",
  },
  whichAccount:
    "Mehrere Konten verwenden diese Adresse. In dieser Mail geht es um das Konto {known, select, yes {{name}, angelegt am {moment}} other {vom {moment}}}.",
  password_reset: {
    subject: "Setzen Sie Ihr Passwort zurück",
    preview: "Der Link gilt {duration}.",
    lead: "Wählen Sie ein neues Passwort für Ihr Konto bei HyperSaaS. Sie werden auf allen Geräten abgemeldet.",
    button: "Neues Passwort wählen",
    note: "Der Link gilt einmal und {duration} lang. Falls Sie ihn nicht angefordert haben, können Sie diese Mail ignorieren. Ihr Passwort bleibt dann gleich.",
  },
  sign_in_link: {
    subject: "Ihr Link zum Anmelden",
    preview: "Der Link gilt {duration}.",
    lead: "Mit diesem Link melden Sie sich bei HyperSaaS an.",
    button: "Anmelden",
    note: "Der Link gilt einmal und {duration} lang. Falls Sie ihn nicht angefordert haben, können Sie diese Mail ignorieren. Leiten Sie sie nicht weiter: Wer den Link hat, kann sich in Ihrem Konto anmelden.",
  },
  password_changed: {
    subject: "Ihr Passwort wurde geändert",
    preview: "Falls Sie das waren, müssen Sie nichts tun.",
    lead: "Das Passwort Ihres Kontos bei HyperSaaS wurde am {moment} geändert. Falls Sie das waren, müssen Sie nichts tun.",
  },
  address_changed: {
    subject: "Ihre E-Mail-Adresse wurde geändert",
    preview: "Ihr Konto verwendet jetzt {address}.",
    lead: "Ihr Konto bei HyperSaaS verwendet seit dem {moment} die Adresse {address}. {reader, select, new {Mit ihr melden Sie sich an, und an sie schreiben wir Ihnen.} other {An Ihre bisherige Adresse schreiben wir nicht mehr.}}",
    note: "Falls Sie das nicht waren, {known, select, yes {bitten Sie uns gleich um Hilfe} other {antworten Sie gleich auf diese Mail}}.",
  },
  sign_in_method_changed: {
    subject:
      "{change, select, added {Sie können sich jetzt mit {method} anmelden} other {Sie können sich nicht mehr mit {kind, select, password {Ihrem Passwort} other {{method}}} anmelden}}",
    preview: "Falls Sie das waren, müssen Sie nichts tun.",
    lead: "{kind, select, password {Ihr Konto bei HyperSaaS hat seit dem {moment} kein Passwort mehr.} other {Ihr Konto bei HyperSaaS ist seit dem {moment} {change, select, added {mit {method} verbunden} other {nicht mehr mit {method} verbunden}}.}}",
    forgotten:
      "Sie haben sich mit einem Link an eine Adresse angemeldet, die nicht bestätigt war, das Passwort kann also von jemand anderem stammen. Auf der Seite Ihres Kontos können Sie ein neues festlegen.",
    unlink: "Trennen Sie danach {method} auf der Seite Ihres Kontos. Ein neues Passwort allein genügt nicht.",
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

  yourPlan: "Ihr Abonnement",
  anotherMember: "Ein anderes Mitglied",
  openDashboard: "Übersicht öffnen",
  payer: "Sie bekommen diese Mail, weil Sie diesen Tarif bezahlen.",
  owner: "Sie bekommen diese Mail, weil Ihnen dieser Arbeitsbereich gehört.",
  notPayer: "Jemand anderes bezahlt diesen Tarif. Nur diese Person kann die Rechnung begleichen.",
  charge: {
    exact: "Am {day} buchen wir {amount} ab.",
    before: "Am {day} buchen wir {amount} ab, vor Rabatten, Guthaben und Steuern.",
    unknown: "Die nächste Abbuchung ist am {day}. Einzelheiten stehen in Ihrer Übersicht.",
  },
  access: {
    until: "{plan}: Solange die Zahlung offen ist, können Sie den Tarif bis zum {day} nutzen.",
    over: "{plan}: Der Zugang endete am {day}. Sobald die Rechnung bezahlt ist, haben Sie ihn wieder.",
  },
  payment_failed: {
    subject:
      "{reader, select, owner {Die Zahlung für {workspace} ist fehlgeschlagen} other {Ihre Zahlung für {workspace} ist fehlgeschlagen}}",
    lead: "{known, select, yes {Wir konnten {amount} für {plan} im Arbeitsbereich {workspace} nicht abbuchen.} other {Die Zahlung für {plan} im Arbeitsbereich {workspace} ist fehlgeschlagen.}}",
    next: "Am {day} versuchen wir es noch einmal.",
    last: "Wir versuchen es nicht noch einmal automatisch.",
    button: "Jetzt bezahlen",
  },
  authentication_needed: {
    subject: "Bestätigen Sie Ihre Zahlung für {workspace}",
    preview: "Ihre Bank bittet um Ihre Freigabe.",
    lead: "{known, select, yes {Ihre Bank bittet Sie, die Zahlung von {amount} für {plan} im Arbeitsbereich {workspace} freizugeben.} other {Ihre Bank bittet Sie, die Zahlung für {plan} im Arbeitsbereich {workspace} freizugeben.}} Bis dahin ist sie nicht bezahlt.",
    button: "Zahlung bestätigen",
  },
  payment_recovered: {
    subject: "Ihre Zahlung für {workspace} ist eingegangen",
    preview: "Sie müssen nichts mehr tun.",
    lead: "{known, select, yes {Wir haben {amount} für {plan} im Arbeitsbereich {workspace} erhalten.} other {Die Rechnung für {plan} im Arbeitsbereich {workspace} ist bezahlt.}} Sie müssen nichts mehr tun.",
  },
  plan_canceled: {
    subject: "{plan} in {workspace} wurde gekündigt",
    preview:
      "{known, select, yes {Sie können den Tarif bis zum {day} nutzen.} other {Wann er endet, steht in Ihrer Übersicht.}}",
    lead: "{plan} im Arbeitsbereich {workspace} wurde gekündigt. {known, select, yes {Sie können den Tarif bis zum {day} nutzen.} other {Wann er endet, steht in Ihrer Übersicht.}}",
    resume: "Anders überlegt? Bis dahin können Sie den Tarif in Ihrer Übersicht behalten.",
  },
  plan_ended: {
    subject: "{plan} in {workspace} ist beendet",
    preview: "Dafür wird nichts mehr abgebucht.",
    lead: "{cause, select, unpaid {{plan} im Arbeitsbereich {workspace} endete am {day}, weil die Zahlung fehlgeschlagen ist.} other {{plan} im Arbeitsbereich {workspace} endete am {day}.}} Dafür wird nichts mehr abgebucht.",
    next: "Ihre Daten bleiben erhalten. Wählen Sie einen Tarif, um weiterzumachen.",
  },
  plan_changed: {
    subject:
      "{same, select, yes {Die Abrechnung für {plan} in {workspace} hat sich geändert} other {{workspace} hat jetzt {plan}}}",
    preview: "Ihr Tarif wurde geändert.",
    lead: "{same, select, yes {Die Abrechnung für {plan} im Arbeitsbereich {workspace} hat sich geändert.} other {Der Arbeitsbereich {workspace} nutzt jetzt {plan} statt bisher {before}.}}",
    cost: "{plan} kostet {interval, select, year {{amount} pro Jahr} month {{amount} pro Monat} week {{amount} pro Woche} other {{amount} pro Tag}}.",
    costBefore:
      "{plan} kostet {interval, select, year {{amount} pro Jahr} month {{amount} pro Monat} week {{amount} pro Woche} other {{amount} pro Tag}}, vor Rabatten und Steuern.",
  },
  seats_changed: {
    seats: "{count, plural, one {# Platz} other {# Plätze}}",
    subject: "{workspace}: jetzt {counted}",
    preview: "Vorher: {before}.",
    lead: "Die Zahl der Mitglieder hat sich geändert. {plan} im Arbeitsbereich {workspace} umfasst jetzt {counted}, vorher {before}.",
    leadChosen: "{plan} im Arbeitsbereich {workspace} umfasst jetzt {counted}, vorher {before}.",
    cost: "Verlängerungen kosten {amount}, vor Rabatten, Guthaben und Steuern. Die nächste Rechnung enthält die Differenz für den laufenden Zeitraum.",
  },
  trial_ending: {
    subject: "Ihre kostenlose Testphase für {plan} endet am {day}",
    lead: "Die kostenlose Testphase für {plan} im Arbeitsbereich {workspace} endet am {day}.",
    cancel: "Bis dahin können Sie in Ihrer Übersicht kündigen. Dann wird nichts abgebucht.",
    noMethod: "Fügen Sie in Ihrer Übersicht eine Zahlungsmethode hinzu, um den Tarif zu behalten.",
    firstPayment:
      "Die erste Zahlung beträgt {amount}{exact, select, yes {} other {, vor Rabatten, Guthaben und Steuern}}.",
  },
  renewal_coming: {
    subject: "{plan} in {workspace} verlängert sich am {day}",
    lead: "{plan} im Arbeitsbereich {workspace} verlängert sich am {day} um ein Jahr.",
    cancel: "Bis dahin können Sie den Tarif in Ihrer Übersicht ändern oder kündigen.",
  },
  card_expiring: {
    subject: "Ihre Karte für {workspace} läuft bald ab",
    preview: "Die Karte mit den Endziffern {last4} läuft vor der nächsten Zahlung ab.",
    lead: "Die Karte mit den Endziffern {last4}, mit der Sie {plan} im Arbeitsbereich {workspace} bezahlen, ist bis {month} gültig. Sie läuft vor der nächsten Zahlung ab.",
    button: "Karte aktualisieren",
  },
  duplicate_refunded: {
    subject: "Sie hatten {plan} in {workspace} doppelt",
    preview: "Wir haben das zweite Abonnement gekündigt.",
    lead: "Der Arbeitsbereich {workspace} hatte {plan} doppelt. Deshalb haben wir das zweite Abonnement gekündigt. Das erste läuft weiter.",
    refund: "Wir haben {amount} erstattet. Ihre Bank braucht ein paar Tage.",
  },
  billing_taken_over: {
    subject: "{reader, select, to {Sie bezahlen jetzt für {workspace}} other {{to} bezahlt jetzt für {workspace}}}",
    preview:
      "{reader, select, to {Sie haben die Rechnung übernommen.} other {Ihnen wird dafür nichts mehr abgebucht.}}",
    lead: "{reader, select, to {Sie haben die Rechnung für {plan} im Arbeitsbereich {workspace} von {from} übernommen.} other {{to} hat die Rechnung für {plan} im Arbeitsbereich {workspace} übernommen. Ihnen wird dafür nichts mehr abgebucht.}}",
    next: "{reader, select, to {{charged, select, later {Am {day} buchen wir zum ersten Mal ab.} other {Ihre erste Zahlung ist erfolgt.}}} other {Der Arbeitsbereich behält den Tarif.}}",
  },
};
