import { brand } from "@/billing/brand";
import type { site as en } from "../en/site";
import type { Translation } from "../translation";

export const site: Translation<typeof en> = {
  description: `Tarife, Zahlung und Abrechnung für Ihre Arbeitsbereiche bei ${brand.name}.`,
  language: "Sprache",
  header: {
    switchFrom: "{name}: Arbeitsbereich wechseln",
    find: "Arbeitsbereich suchen",
    accountMenu: "{initials}: Kontomenü",
  },
  workspaceSearch: {
    none: "Kein Arbeitsbereich gefunden für „{typed}“.",
    more: "Es passen noch mehr Arbeitsbereiche. Geben Sie mehr vom Namen ein.",
  },
  writeToUs: "Schreiben Sie uns",
  notFound: {
    title: "Nicht gefunden",
    heading: "Seite nicht gefunden",
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
  refused: {
    partOf: "{feature} ist in {plan} enthalten.",
    plan: "{plan} endete{dated, select, day { am <date></date>} other {}}.",
    trial: "Die kostenlose Testzeit von {plan} endete{dated, select, day { am <date></date>} other {}}.",
    override: "Was wir gewährt haben, endete{dated, select, day { am <date></date>} other {}}.",
    payment:
      "{plan} {dated, select, day {ruht seit dem <date></date>} other {ruht}}, weil eine Zahlung überfällig ist. {feature} kommt wieder, sobald sie eingeht.",
    card: "Die kostenlose Testzeit von {plan} endete{dated, select, day { am <date></date>} other {}} ohne Karte, deshalb ruht damit auch {feature}. Fügen Sie eine Karte hinzu, um weiterzumachen.",
    paused:
      "{plan} ist {dated, select, day {seit dem <date></date> pausiert} other {pausiert}}. {feature} kommt wieder, sobald der Tarif fortgesetzt wird.",
    change: "{feature} ist in {plan} enthalten, sobald die Rechnung für den Wechsel bezahlt ist.",
    changeAllowsMore: "{plan} erlaubt mehr, sobald die Rechnung für den Wechsel bezahlt ist.",
    resume: "Ansehen, was zu tun ist",
    limit: "{feature}: Der Tarif erlaubt {limit, number}, und {used, number} werden genutzt.",
    allowsMore: "{plan} erlaubt mehr.",
  },
  toPlans: "Tarife ansehen",
  needsScript: "Aktivieren Sie JavaScript, um die Abrechnung zu verwalten.",
};
