import type { cancel as en } from "../en/cancel";
import type { Translation } from "../translation";

export const cancel: Translation<typeof en> = {
  title: "Tarif kündigen",
  heading: "{plan} kündigen?",
  ends: "Sie behalten den Tarif bis zum <date></date>. Danach wird nichts mehr abgebucht.",
  trialEnds: "Ihre Testzeit endet am <date></date>. Es wird nichts abgebucht.",
  atOnce: "Der Tarif endet, sobald Sie bei Stripe bestätigen.",
  usage: "Was Sie bis dahin verbrauchen, steht auf einer letzten Rechnung.",
  dropsPlan: "Der für den <date></date> geplante Wechsel entfällt, sobald Sie fortfahren.",
  lost: "Das entfällt dann",
  members:
    "{count, plural, one {Auch ein weiteres Mitglied verliert} other {Auch # weitere Mitglieder verlieren}} den Zugang dazu.",
  cheaper: "Lieber weniger bezahlen",
  switchTo: "Zu {plan} wechseln, {price}",
  reason: "Warum kündigen Sie?",
  noReason: "Keine Angabe",
  reasons: {
    too_expensive: "Es ist zu teuer",
    missing_features: "Es fehlen Funktionen",
    switched_service: "Wir wechseln zu einem anderen Anbieter",
    unused: "Wir nutzen es zu selten",
    too_complex: "Es ist zu kompliziert",
    low_quality: "Die Qualität überzeugt uns nicht",
    customer_service: "Der Support hat nicht geholfen",
    other: "Ein anderer Grund",
  },
  comment: "Was können wir besser machen?",
  optional: "Freiwillig",
  tooLong: "Höchstens {count} Zeichen.",
  atStripe: "Gekündigt wird erst, wenn Sie bei Stripe bestätigen. Danach kommen Sie hierher zurück.",
  continue: "{plan} kündigen",
  keep: "{plan} behalten",
  toStripe: "Weiter zu Stripe",
  refused: "Dieser Tarif kann hier nicht gekündigt werden",
  toDashboard: "Zurück zur Übersicht",
  refusals: {
    change_not_possible: "Schreiben Sie uns, um diesen Tarif zu kündigen. Es wurde nichts geändert.",
    no_subscription:
      "In diesem Arbeitsbereich gibt es keinen solchen Tarif, der gekündigt werden kann. Vielleicht ist er schon beendet.",
  },
};
