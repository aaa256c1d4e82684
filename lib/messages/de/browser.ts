import type { browser as en } from "../en/browser";
import type { Translation } from "../translation";
import { failure } from "./failure";

export const browser: Translation<typeof en> = {
  skip: "Zum Inhalt springen",
  main: "Hauptmenü",
  pricing: "Preise",
  dashboard: "Übersicht",
  working: "Einen Moment …",
  signIn: "Anmelden",
  toPlans: "Tarife ansehen",
  goOn: "Weiter",
  stillSignedIn: "Die Abmeldung hat nicht geklappt. Versuchen Sie es noch einmal.",
  failure,
  currencyHeld:
    "Etwas in Ihrem Konto läuft in {currency}, etwa ein Rabatt oder ein offener Posten. Wählen Sie einen Preis in {currency} oder schreiben Sie uns, um zu wechseln.",
  nextSteps: {
    already_subscribed: "Tarif verwalten",
    plan_change_required: "Tarif wechseln",
  },
  refusals: {
    no_answer: "Der Server antwortet nicht. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
    internal_error: "Bei uns ist etwas schiefgegangen. Soweit wir wissen, hat sich nichts geändert.",
    unavailable:
      "Bei uns hakt es gerade. Soweit wir wissen, hat sich nichts geändert. Bitte versuchen Sie es in ein paar Sekunden noch einmal.",
    cross_origin: "Diese Anfrage kam von einer anderen Website und wurde deshalb abgelehnt.",
    unauthenticated: "Ihre Sitzung ist abgelaufen. Bitte melden Sie sich wieder an.",
    rate_limited: "Das waren zu viele Anfragen. Bitte warten Sie eine Weile und versuchen Sie es dann noch einmal.",
    overloaded:
      "Gerade ist sehr viel los. Geändert wurde nichts. Bitte versuchen Sie es in ein paar Sekunden noch einmal.",
    outdated_form:
      "Diese Seite wurde aktualisiert, seit Sie sie geöffnet haben. Gespeichert wurde nichts. Bitte laden Sie sie neu und versuchen Sie es noch einmal.",
    resend_form:
      "Diese Seite wurde aktualisiert, seit Sie sie geöffnet haben. Gespeichert wurde nichts. Bitte prüfen Sie Ihre Angaben und versuchen Sie es noch einmal.",
    body_too_slow: "Ihre Verbindung ist gerade zu langsam, darum wurde nichts geändert. Versuchen Sie es noch einmal.",
    too_large: "Das ist zu groß.",
    invalid_request: "Prüfen Sie die markierten Felder.",
    workspace_not_found: "Unter Ihren Arbeitsbereichen ist dieser nicht.",
    billing_role_required: "Nur Besitzer und Verwalter können die Abrechnung verwalten. Fragen Sie dort nach.",
    feature_not_included: "Der Tarif des Arbeitsbereichs enthält das nicht.",
    limit_reached: "Der Tarif des Arbeitsbereichs lässt davon nicht mehr zu.",
    price_not_available: "Dieser Preis wird nicht mehr angeboten.",
    already_subscribed: "Dieser Arbeitsbereich hat diesen Tarif bereits.",
    too_many_members:
      "Dieser Arbeitsbereich hat mehr Mitglieder, als der Tarif vorsieht. Wählen Sie einen anderen Tarif, oder entfernen Sie zuerst Mitglieder.",
    plan_change_required:
      "Dieser Arbeitsbereich hat bereits einen anderen Tarif. Wechseln Sie ihn, statt einen zweiten zu kaufen.",
    other_currency:
      "Sie zahlen in {currency}. Wählen Sie einen Preis in dieser Währung. Oder kündigen Sie zuerst Ihren Tarif und zahlen Sie danach in jeder Währung.",
    change_not_possible: "Zu diesem Tarif können Sie nicht wechseln. Es wurde nichts geändert.",
    change_in_other_currency:
      "Tarife in {currency} lassen sich hier nicht wechseln. Kündigen Sie und wählen Sie den neuen, wenn der alte endet.",
    change_looks_different:
      "Für diesen Wechsel gilt inzwischen etwas anderes. Prüfen Sie die Angaben und bestätigen Sie noch einmal.",
    change_unpaid:
      "Die Zahlung ist fehlgeschlagen, deshalb hat sich nichts geändert. Bezahlen Sie die Rechnung innerhalb von 23 Stunden, oder verwenden Sie eine andere Karte und bestätigen Sie noch einmal.",
    checkout_in_progress:
      "Für diesen Arbeitsbereich wird gerade ein anderer Bezahlvorgang vorbereitet. Bitte versuchen Sie es gleich noch einmal.",
    no_billing_account: "Sie haben noch nichts gekauft, deshalb gibt es nichts zu verwalten.",
    no_subscription:
      "Dieser Arbeitsbereich hat kein Abonnement, das geändert werden könnte. Laden Sie die Seite neu, um Ihren Tarif zu sehen.",
    consent_required: "{payer} zahlt diesen Tarif. Bitten Sie um die Zustimmung, ihn zu übernehmen.",
    handed_over: "Jemand anderes übernimmt gerade die Zahlung dieses Tarifs. Deshalb lässt er sich hier nicht ändern.",
    hand_over_waits:
      "Eine Zahlung für diesen Tarif wird gerade verarbeitet oder steht kurz bevor. Versuchen Sie es danach noch einmal.",
    plan_not_sold: "Dieser Tarif wird nicht mehr verkauft. Wählen Sie einen anderen, der beginnt, sobald dieser endet.",
    take_over_too_early:
      "Dieser Tarif ist länger bezahlt, als der neue auf einmal abrechnet. Wählen Sie jährliche Zahlung oder übernehmen Sie ihn kurz vor seinem Ende.",
    take_over_not_possible:
      "Dieser Tarif wurde individuell eingerichtet. Schreiben Sie uns, wenn jemand anderes zahlen soll.",
    not_the_payer: "{payer} bezahlt diesen Arbeitsbereich und kümmert sich um die Abrechnung.",
    stripe_unavailable:
      "Stripe ist im Moment nicht erreichbar. Es wurde nichts geändert; bitte versuchen Sie es gleich noch einmal.",
    stripe_refused:
      "Bei uns stimmt etwas nicht. Es wurde nichts geändert. Wir sind benachrichtigt und kümmern uns darum.",
  },
};
