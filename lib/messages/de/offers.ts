import type { offers as en } from "../en/offers";
import type { Translation } from "../translation";

export const offers: Translation<typeof en> = {
  noPlan: {
    title: "Noch kein Tarif",
    lead: "Wählen Sie einen Tarif, um die Funktionen dieses Arbeitsbereichs zu nutzen.",
    member: "Dieser Arbeitsbereich hat keinen Tarif. Wählen kann ihn, wer den Arbeitsbereich besitzt oder verwaltet.",
    from: "Tarife ab {amount} pro Monat. Jederzeit kündbar.",
    freeOrFrom: "Kostenlos, oder ab {amount} pro Monat. Jederzeit kündbar.",
    free: "Es gibt einen kostenlosen Tarif.",
    cancel: "Jederzeit kündbar.",
    choose: "Tarif wählen",
    see: "Tarife ansehen",
  },
  title: "Ihr Angebot",
  until: "Sie können dieses Angebot bis zum <date></date> annehmen.",
  seats: "Plätze",
  forOwners: "Nur für diesen Arbeitsbereich.",
  perSeat: "{price} pro Platz",
  perUnit: "{price} pro {unit}",
  usage: "Dazu kommt, was Sie nutzen.",
  fee: "Dazu kommt eine einmalige Einrichtungsgebühr von {amount}.",
  change: "Sie sehen die Kosten des Wechsels, bevor Sie ihn bestätigen.",
  buy: "Weiter zur Kasse",
  review: "Wechsel zu {plan} ansehen",
};
