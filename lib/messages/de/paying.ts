import type { paying as en } from "../en/paying";
import type { Translation } from "../translation";

export const paying: Translation<typeof en> = {
  owed: "{count, plural, one {Eine Zahlung von {amount} ist fehlgeschlagen.} other {# Zahlungen sind fehlgeschlagen, zusammen {amount}.}}",
  retry: "Wir belasten {card} am <date></date>. Sie können auch jetzt bezahlen.",
  declined: "Am <date></date> abgelehnt",
  retryDeclined: "Wir versuchen es am <date></date> noch einmal. Ändern Sie die Karte, oder bezahlen Sie jetzt.",
  noRetryDeclined: "Wir versuchen es nicht automatisch noch einmal. Ändern Sie die Karte und bezahlen Sie dann.",
  noRetry:
    "Wir versuchen es nicht automatisch noch einmal. Bezahlen Sie jetzt mit {card}, oder ändern Sie zuerst die Karte.",
  updateCard: "Ändern Sie die Karte und bezahlen Sie dann.",
  noCard: "Es gibt keine Karte, die belastet werden kann. Fügen Sie eine hinzu und bezahlen Sie dann.",
  payNow: "Jetzt {amount} mit {card} bezahlen",
  newTab: "(öffnet einen neuen Tab)",
  paused: "Der Tarif ist pausiert, bis die Zahlung eingeht.",
  paid: "Danke, Ihre Zahlung ist eingegangen.",
  openInvoice: "Rechnung öffnen",
  checkout: { open: "Noch ist nichts bezahlt.", continue: "Ihren Kauf von {plan} abschließen" },
  done: {
    changed: "Sie nutzen jetzt {plan}.",
    changes: "{plan} beginnt am <date></date>. Bis dahin bleibt Ihr Tarif, wie er ist.",
    canceled: "Gekündigt. Ihr Tarif läuft noch bis zum <date></date>.",
    ended: "Gekündigt. Der Tarif ist beendet.",
    undo: "Rückgängig machen",
    kept: "Sie behalten {plan}. Die Kündigung ist widerrufen.",
    card: "Bezahlt wird jetzt mit {card}.",
  },
  due: "Eine Rechnung über {amount} ist bis zum <date></date> zu bezahlen.",
  dueAnyDay: "Eine Rechnung über {amount} ist zu bezahlen.",
  overdue: "Eine Rechnung über {amount} war bis zum <date></date> zu bezahlen und ist überfällig.",
  payInvoice: "Rechnung bezahlen",
  invoiceDue: "Zu bezahlen bis zum <date></date>",
  invoiceOverdue: "Überfällig seit dem <date></date>",
  byInvoice: "Auf Rechnung",
  nextInvoice: "Nächste Rechnung",
  pastDue: "Eine Rechnung ist überfällig.",
  unpaid: "Der Tarif ruht, bis die überfällige Rechnung bezahlt ist.",
  card: {
    question: "Sie haben {card} hinzugefügt. {plan} wird weiterhin mit {own} bezahlt.",
    use: "{plan} mit {card} bezahlen",
    keep: "Bei {own} bleiben",
  },
  pausedBy: {
    trial_end_without_payment_method:
      "Pausiert, weil die Testzeit ohne Karte endete. Fügen Sie eine Karte hinzu und setzen Sie den Tarif dann fort.",
    first_payment_failure:
      "Pausiert, weil die erste Zahlung fehlgeschlagen ist. Bezahlen Sie die offene Rechnung, damit der Tarif beginnt.",
    final_payment_failure:
      "Pausiert, weil der letzte Zahlungsversuch fehlgeschlagen ist. Bezahlen Sie die offene Rechnung, damit der Tarif weitergeht.",
    settled: "Nach einer fehlgeschlagenen Zahlung pausiert. Es ist nichts mehr offen, Sie können den Tarif fortsetzen.",
    pause_requested: "Auf Wunsch pausiert. Setzen Sie den Tarif fort, um ihn wieder zu nutzen.",
    system: "Von Stripe pausiert. <contact>Schreiben Sie uns</contact>, damit der Tarif weitergeht.",
    unknown:
      "Pausiert, den Grund kennen wir nicht. Setzen Sie den Tarif fort, oder <contact>schreiben Sie uns</contact>.",
    elsewhere: "Pausiert. <contact>Schreiben Sie uns</contact>, damit der Tarif weitergeht.",
    payerCan: "Fortsetzen kann ihn, wer bezahlt.",
  },
  resume: {
    title: "Tarif fortsetzen",
    action: "Tarif fortsetzen",
    actionOne: "{plan} fortsetzen",
    heading: "{plan} fortsetzen",
    charged: "Sie bezahlen heute {amount}, und ein neuer Zeitraum beginnt.",
    chargedUntil: "Sie bezahlen heute {amount} für die Zeit bis zum <date></date>.",
    free: "Sie bezahlen heute nichts, und ein neuer Zeitraum beginnt.",
    samePeriod:
      "Sie haben schon bis zum <date></date> bezahlt. Heute bezahlen Sie nichts, und der Tarif läuft weiter wie zuvor.",
    payFirst: "Bezahlen Sie zuerst die offene Rechnung. Sie finden sie in der Übersicht.",
    confirm: "Fortsetzen und {amount} bezahlen",
    confirmFree: "Tarif fortsetzen",
    cancel: "Pausiert lassen",
    refused: "Dieser Tarif kann hier nicht fortgesetzt werden",
    toDashboard: "Zurück zur Übersicht",
    resumed: "Ihr Tarif ist wieder aktiv.",
  },
  refusals: {
    card_question_over: "Das ist schon beantwortet, oder die Karte wurde noch einmal geändert.",
    invoice_not_found: "Diese Rechnung gibt es in diesem Arbeitsbereich nicht.",
    nothing_to_pay: "Diese Rechnung kann nicht mehr bezahlt werden. Es wurde nichts belastet.",
    no_payment_method:
      "Es gibt keine Karte, die belastet werden kann. Fügen Sie zuerst eine hinzu. Es wurde nichts belastet.",
    payment_declined: "Die Bank hat die Zahlung abgelehnt. Ändern Sie die Karte, oder fragen Sie Ihre Bank.",
    payment_action_required:
      "Ihre Bank verlangt, dass Sie diese Zahlung bestätigen. Öffnen Sie die Rechnung, um sie zu bezahlen.",
    payment_processing: "Eine Zahlung dieser Rechnung ist unterwegs. Es wurde nichts weiter belastet.",
    payment_unclear:
      "Stripe hat die Zahlung nicht bestätigt. Versuchen Sie es gleich noch einmal. Sie bezahlen nicht doppelt.",
    resume_not_possible: "Der Tarif kann hier nicht fortgesetzt werden. Es wurde nichts belastet.",
    amount_changed:
      "Der Betrag hat sich geändert. Prüfen Sie ihn und bestätigen Sie noch einmal. Es wurde nichts belastet.",
  },
};
