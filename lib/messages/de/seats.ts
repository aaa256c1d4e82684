import type { Translation } from "../translation";
import type { seats as en } from "../en/seats";

export const seats: Translation<typeof en> = {
  units: {
    heading: "{plan}: Anzahl der {units}",
    now: "Sie haben {counted} {priced, select, amount {zu je {each}, zusammen {all}} other {zusammen, {all}}}.",
    number: "Anzahl der {units}",
    atLeast: "Mindestens {count, number}.",
    between: "Von {count, number} bis {limit, number}.",
    more: "{counted} statt {earlier, number}, sobald Sie bestätigen.",
    confirm: "Auf {counted} ändern",
    change: "Anzahl der {units} ändern",
    changeOf: "{plan}: Anzahl der {units} ändern",
  },
  title: "Anzahl ändern",
  heading: "Plätze von {plan}",
  now: "Sie haben {count, plural, one {# Platz} other {# Plätze}} {priced, select, amount {zu je {each}, zusammen {all}} other {zusammen, {all}}}.",
  inUse: "{used, plural, one {# ist} other {# sind}} belegt.",
  number: "Zahl der Plätze",
  atLeast: "Mindestens {count, plural, other {#}}: Jedes Mitglied braucht einen.",
  between: "Von {count, plural, other {#}} bis {limit, plural, other {#}}. Jedes Mitglied braucht einen.",
  notInRange: "Geben Sie eine ganze Zahl in diesem Bereich ein.",
  preview: "Kosten anzeigen",
  more: "{count, plural, one {# Platz} other {# Plätze}} statt {earlier, plural, other {#}}, sobald Sie bestätigen.",
  rest: "Für den Rest des Zeitraums kommen {amount} auf Ihre nächste Rechnung.",
  restCredited: "Für den Rest des Zeitraums werden {amount} auf Ihrer nächsten Rechnung gutgeschrieben.",
  planned: "Die für den <date></date> geplante Änderung bleibt, mit der neuen Anzahl.",
  ends: "Der Tarif bleibt gekündigt und endet am <date></date>.",
  confirm: "Auf {count, plural, one {# Platz} other {# Plätze}} ändern",
  change: "Plätze ändern",
  changeOf: "Plätze ändern: {plan}",
  room: "{used, plural, other {#}} von {count, plural, one {# Platz} other {# Plätzen}} belegt.",
  least: "Mindestens {count, plural, one {# Platz wird} other {# Plätze werden}} bezahlt.",
  most: "Dieser Tarif ist für höchstens {count, plural, one {# Mitglied} other {# Mitglieder}}.",
  chosenLead:
    "Die Zahl der Plätze bleibt, wie Sie sie gewählt haben, auch wenn Mitglieder kommen oder gehen. Ohne freien Platz kann niemand beitreten.",
  taken: {
    seats:
      "{count, plural, one {Der einzige Platz ist} other {Alle # Plätze sind}} belegt. Um jemanden einzuladen, kaufen Sie mehr Plätze oder entfernen Sie ein Mitglied.",
    plan: "{count, plural, one {Der einzige Platz in diesem Tarif ist} other {Alle # Plätze in diesem Tarif sind}} belegt, und mehr hat er nicht. Um jemanden einzuladen, wählen Sie einen größeren Tarif oder entfernen Sie ein Mitglied.",
    contact:
      "{count, plural, one {Der einzige vereinbarte Platz ist} other {Alle # vereinbarten Plätze sind}} belegt. Um jemanden einzuladen, schreiben Sie uns oder entfernen Sie ein Mitglied.",
  },
  takenForGuest:
    "{count, plural, one {Der einzige Platz in diesem Arbeitsbereich ist} other {Alle # Plätze in diesem Arbeitsbereich sind}} belegt. Fragen Sie jemanden, der ihn besitzt oder verwaltet, nach einem weiteren, und öffnen Sie dann diesen Link noch einmal.",
  toPlans: "Tarife ansehen",
  refused: "Die Zahl der Plätze kann nicht geändert werden",
  refusals: {
    seat_limit_reached:
      "Alle Plätze im Tarif dieses Arbeitsbereichs sind vergeben. Fragen Sie jemanden, der ihn besitzt oder verwaltet, nach einem weiteren.",
    seats_out_of_range:
      "Mit dieser Zahl von Plätzen gibt es den Tarif nicht, oder es sind inzwischen mehr Personen im Arbeitsbereich.",
    seats_unpaid: "Eine Rechnung dieses Tarifs ist offen. Bezahlen Sie sie zuerst, dann können Sie Plätze hinzukaufen.",
    seats_not_changeable: "Die Zahl der Plätze dieses Tarifs lässt sich hier nicht ändern. Schreiben Sie uns dazu.",
  },
};
