import type { checkout as en } from "../en/checkout";
import type { Translation } from "../translation";

export const checkout: Translation<typeof en> = {
  title: "Kasse",
  heading: "Bestellung abschließen",
  order: {
    label: "Ihre Bestellung",
    now: "<figure>{today}</figure> heute, danach {price}",
    trial: "<figure>{today}</figure> heute, dann {price} ab dem <date></date>",
    fee: "Einschließlich einer einmaligen Einrichtungsgebühr von {amount}",
    workspace: "Für {workspace}",
    takenOver: "Dieser Tarif läuft ohne Unterbrechung weiter. Ihre erste Zahlung ist am <date></date> fällig.",
    other: "Anderen Tarif wählen",
    back: "Zurück zu {workspace}",
  },
  form: {
    label: "Zahlung",
    loading: "Die Kasse wird geladen …",
    instead: "Stattdessen bei Stripe öffnen",
    again: "Weiter zu Stripe",
  },
  leaving: {
    title: "Sie werden zu Stripe weitergeleitet …",
    sentence: "Falls nichts passiert, gelangen Sie hier zur Zahlungsseite von Stripe.",
    next: "Weiter zu Stripe",
  },
};
