import type { handOver as en } from "../en/hand-over";
import type { Translation } from "../translation";

export const handOver: Translation<typeof en> = {
  title: "Wer bezahlt",
  payerLeft: "{payer} hat diesen Arbeitsbereich verlassen und bezahlt {plan} noch.",
  nobody: "Wer {plan} bezahlt, gehört nicht mehr zum Arbeitsbereich.",
  payerAgrees: "{payer} überlässt Ihnen die Zahlung von {plan} bis zum <date></date>.",
  stopped: "{plan} ruht, weil {payer} nicht bezahlt hat. Sie können stattdessen bezahlen.",
  stoppedNobody: "{plan} ruht, weil die Zahlung fehlgeschlagen ist. Sie können stattdessen bezahlen.",
  from: "Ihre erste Zahlung ist am <date></date>. Bis dahin ändert sich nichts.",
  atOnce: "Sie zahlen sofort, weil der laufende Zeitraum nicht bezahlt ist.",
  seeFirst: "Den Betrag sehen Sie, bevor Sie bestätigen.",
  dropsChange: "Die Änderung, die für {plan} geplant war, entfällt.",
  take: "{plan} übernehmen",
  notSold: "{plan} wird nicht mehr verkauft und läuft bis zum <date></date>. Wählen Sie einen Tarif, der dann beginnt:",
  notSoldYet:
    "{plan} wird nicht mehr verkauft. Er läuft bis zum <date></date>. Kurz vorher können Sie hier einen neuen Tarif wählen.",
  newPlan: "Tarif",
  youTake: "Sie übernehmen {plan}. Ihre erste Zahlung ist am <date></date>.",
  fromYou: "{name} übernimmt {plan}. Nach dem <date></date> wird Ihnen nichts mehr berechnet.",
  fromOther: "{name} übernimmt {plan} am <date></date>.",
  fromYouAgain:
    "Sie haben {plan} behalten, aber ab dem <date></date> zahlt bereits {name}. Damit nicht beide zahlen, haben wir Ihren Tarif wieder gekündigt.",
  waits: "{name} übernimmt {plan}, sobald die Zahlung eingegangen ist.",
  leftTaken: "Danach zahlt {name}.",
  leftTakenAgain: "Sie haben ihn behalten, aber danach zahlt bereits {name}. Deshalb haben wir ihn wieder gekündigt.",
  consentTitle: "Die Zahlung abgeben",
  consentLead:
    "Wer den Arbeitsbereich besitzt oder verwaltet, kann {plan} dann sieben Tage lang übernehmen. Die erste Zahlung fällt an, wenn Ihr bezahlter Zeitraum endet.",
  consentButton: "Übernahme von {plan} erlauben",
  consentOpen: "Bis zum <date></date> kann {plan} übernommen werden. Solange das niemand tut, ändert sich nichts.",
  withdraw: "Zustimmung für {plan} zurückziehen",
};
