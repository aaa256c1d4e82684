import type { pricing as en } from "../en/pricing";
import type { Translation } from "../translation";

export const pricing: Translation<typeof en> = {
  title: "Tarife und Preise",
  lead: "Ein Tarif für jeden Arbeitsbereich. Wechseln oder kündigen können Sie jederzeit.",
  period: "Abrechnungszeitraum",
  monthly: "Monatlich",
  yearly: "Jährlich",
  included: "Was enthalten ist",
  perSeat: "pro Person, {rhythm}",
  addOn: "Zusatz",
  empty: "Zurzeit werden keine Tarife angeboten. Bitte schauen Sie später wieder vorbei.",
  trial: {
    forNewCustomers: "Neue Kunden testen jeden Tarif {days} lang kostenlos.",
    forYou: "Sie können jeden Tarif {days} lang kostenlos testen.",
    notForYou:
      "Sie oder dieser Arbeitsbereich hatten schon einmal einen Tarif, deshalb beginnt ein neuer ohne kostenlose Testzeit.",
    notForAChange:
      "Dieser Arbeitsbereich hat einen Tarif. Was ein Wechsel kostet, sehen Sie, bevor Sie ihn bestätigen; eine neue Testzeit beginnt damit nicht.",
  },
  personal: {
    choose: "{plan} wählen",
    change: "Zu {plan} wechseln",
    changeRhythm: "Stattdessen {rhythm} zahlen",
    current: "Ihr Tarif",
    manage: "Verwalten",
    manageOf: "{plan} verwalten",
    askAnOwner: "Einen Tarif wählen kann, wer den Arbeitsbereich besitzt oder verwaltet.",
    forWorkspace: "Für den Arbeitsbereich",
  },
};
