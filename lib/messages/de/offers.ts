import type { offers as en } from "../en/offers";
import type { Translation } from "../translation";

export const offers: Translation<typeof en> = {
  title: "Ihr Angebot",
  until: "Sie können dieses Angebot bis zum <date></date> annehmen.",
  seats: "Plätze",
  perSeat: "{price} pro Platz",
  perUnit: "{price} pro {unit}",
  usage: "Dazu kommt, was Sie nutzen.",
  fee: "Dazu kommt eine einmalige Einrichtungsgebühr von {amount}.",
  change: "Sie sehen die Kosten des Wechsels, bevor Sie ihn bestätigen.",
  buy: "Weiter zur Kasse",
  review: "Wechsel zu {plan} ansehen",
};
