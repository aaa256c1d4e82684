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
  save: "{amount} im Jahr sparen",
  free: "Kostenlos",
  freeTerms: "Ohne Karte.",
  currency: "Währung",
  otherCurrencies: "oder {amounts}",
  notInCurrency: "Nicht in {currency} erhältlich.",
  talk: {
    amount: "Nach Absprache",
    action: "Sprechen Sie mit uns",
  },
  compare: {
    title: "Tarife vergleichen",
    feature: "Funktion",
    has: "Enthalten",
    hasNot: "Nicht enthalten",
  },
  empty: "Zurzeit werden keine Tarife angeboten. Bitte schauen Sie später wieder vorbei.",
  trial: {
    forNewCustomers: "Neue Kunden testen jeden Tarif {days} lang kostenlos.",
    forYou: "Sie können jeden Tarif {days} lang kostenlos testen.",
    firstPayment: "Die erste Zahlung fällt am {day} an.",
    userHadPlan: "Sie hatten schon einmal einen Tarif, deshalb beginnt ein neuer ohne kostenlose Testzeit.",
    workspaceHadPlan:
      "Dieser Arbeitsbereich hatte schon einmal einen Tarif, deshalb beginnt ein neuer ohne kostenlose Testzeit.",
    notForAChange:
      "Dieser Arbeitsbereich hat einen Tarif. Was ein Wechsel kostet, sehen Sie, bevor Sie ihn bestätigen; eine neue Testzeit beginnt damit nicht.",
  },
  personal: {
    choose: "{plan} wählen",
    change: "Zu {plan} wechseln",
    changeRhythm: "Stattdessen {rhythm} zahlen",
    seat: "Für Sie allein im Arbeitsbereich: {amount} {rhythm}. Wer beitritt, fügt einen Platz hinzu.",
    seats: "Für die {members} Personen im Arbeitsbereich: {amount} {rhythm}. Wer beitritt, fügt einen Platz hinzu.",
    current: "Ihr Tarif",
    ownPrice: "Ihr Preis: {amount} {rhythm}.",
    manage: "Verwalten",
    manageOf: "{plan} verwalten",
    noChange: "Zu diesem Tarif können Sie hier nicht wechseln. Kündigen Sie und wählen Sie ihn, wenn Ihr Tarif endet.",
    askAnOwner: "Einen Tarif wählen kann, wer den Arbeitsbereich besitzt oder verwaltet.",
    forWorkspace: "Für den Arbeitsbereich",
    yourCurrency: "Die Preise sind in {currency}, womit Sie oder dieser Arbeitsbereich schon zahlen.",
    creditIn: "Ihr Guthaben in {currency} wird für einen Tarif in einer anderen Währung nicht verwendet.",
  },
};
