import type { site as en } from "../en/site";
import type { Translation } from "../translation";

export const site: Translation<typeof en> = {
  description: "Tarife, Zahlung und Abrechnung für Ihre Arbeitsbereiche bei HyperSaaS.",
  language: "Sprache",
  writeToUs: "Schreiben Sie uns",
  notFound: {
    title: "Nicht gefunden",
    heading: "Hier ist nichts",
    sentence: "Vielleicht ist die Adresse falsch geschrieben, oder Sie gehören diesem Arbeitsbereich nicht an.",
    toDashboard: "Zu Ihrer Übersicht",
    toPlans: "Tarife ansehen",
  },
  workspaceOf: "Arbeitsbereich von {name}",
  upTo: "bis zu {limit, number}",
  unlimited: "unbegrenzt",
  limitedFeature: "{feature}, {amount}",
  rhythm:
    "{interval, select, day {{count, plural, one {pro Tag} other {alle # Tage}}} week {{count, plural, one {pro Woche} other {alle # Wochen}}} month {{count, plural, one {pro Monat} other {alle # Monate}}} other {{count, plural, one {pro Jahr} other {alle # Jahre}}}}",
  pricePerSeat: "{price}, für jede Person im Arbeitsbereich",
  price: "{amount} {rhythm}",
  priceByUse: "nach Verbrauch, {rhythm}",
  pricePerUse: "{amount} je verbrauchter Einheit, abgerechnet {rhythm}",
  priceInTiers: "gestaffelt nach Menge, {rhythm}",
  partOf: "{name} ist in {plan} enthalten.",
  toPlans: "Tarife ansehen",
  needsScript: "Die Schaltflächen, die zu Stripe führen, brauchen JavaScript.",
};
