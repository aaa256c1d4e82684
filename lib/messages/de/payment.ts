import type { payment as en } from "../en/payment";
import type { Translation } from "../translation";

export const payment: Translation<typeof en> = {
  title: "Zahlung",
  toDashboard: "Zur Übersicht",
  toPlans: "Tarife ansehen",
  lookAgain: "Noch einmal nachsehen",
  confirmed: {
    title: "Sie nutzen jetzt {plan}",
    unnamed: "Sie nutzen jetzt Ihren neuen Tarif",
    trial: "Kostenlos bis zum <date></date>. Danach {price}, wenn Sie nicht vorher kündigen.",
    trialUnpriced: "Kostenlos bis zum <date></date>. Danach zahlen Sie, wenn Sie nicht vorher kündigen.",
    cardOrEnds:
      "Ihre kostenlose Testzeit läuft bis zum <date></date>. Um den Tarif danach für {price} zu behalten, hinterlegen Sie vorher in der Übersicht eine Karte. Ohne Karte endet er an diesem Tag.",
    cardOrPauses:
      "Ihre kostenlose Testzeit läuft bis zum <date></date>. Um den Tarif danach für {price} zu behalten, hinterlegen Sie vorher in der Übersicht eine Karte. Ohne Karte pausiert er an diesem Tag.",
    counted: "Er hat {counted}.",
    seats: "Er hat {count, plural, one {# Platz} other {# Plätze}}.",
    usage: "Dazu kommt, was Sie nutzen.",
    fee: "Ihre erste Rechnung enthält eine einmalige Einrichtungsgebühr von {amount}.",
    noTrial:
      "Jeder Kunde hat eine kostenlose Testzeit, und Sie oder diese Karte hatten schon eine. Deshalb beginnt der Tarif ohne Testzeit.",
    renews:
      "{priced, select, amount {Sie zahlen {price}} other {Abgerechnet wird {price}}}. Die nächste Zahlung ist am <date></date> fällig.",
    paid: "{priced, select, amount {Sie zahlen {price}} other {Abgerechnet wird {price}}}.",
    free: "Er ist kostenlos.",
    ends: "Gekündigt. Ihr Tarif läuft noch bis zum <date></date>.",
    active: "Ihr Tarif ist aktiv.",
    today: "Beim Kauf bezahlt",
    next: "Nächste Zahlung",
    nextAmount: "{amount} am <date></date>",
    nextDay: "<date></date>",
    card: "Zahlungsmittel",
    receipt: "Beleg",
    seeReceipt: "Beleg ansehen",
    invite: "Mitglieder einladen",
    discounted: "{priced, select, amount {{price}} other {{price},}} abzüglich Ihres Rabatts",
  },
  processing: {
    title: "Ihre Zahlung wird gerade bestätigt",
    soon: "Meist dauert das nur ein paar Sekunden. Diese Seite aktualisiert sich automatisch.",
    long: "Das dauert länger als sonst. Sie müssen nicht noch einmal bezahlen und können diese Seite schließen: Ihr Tarif erscheint in der Übersicht, sobald die Zahlung bestätigt ist. Ist er bis morgen nicht da, schreiben Sie uns bitte.",
    toDashboard: "Zur Übersicht",
  },
  open: {
    title: "Ihr Kauf ist noch nicht abgeschlossen",
    sentence: "Bezahlt ist noch nichts. An der Kasse können Sie dort weitermachen, wo Sie aufgehört haben.",
    next: "Zurück zur Kasse",
  },
  settling: {
    begun: "{plan} können Sie schon nutzen.",
    begunUnnamed: "Ihren Tarif können Sie schon nutzen.",
    waits: "Ihr Tarif beginnt, sobald sie eingegangen ist.",
    title: "Ihre Zahlung ist unterwegs",
    soon: "Ihre Bank braucht dafür einige Tage. Diese Seite aktualisiert sich automatisch.",
    long: "Ihre Bank braucht dafür einige Tage. Sie müssen nicht noch einmal bezahlen und können diese Seite schließen: In der Übersicht steht, ob die Zahlung eingegangen ist, und was zu tun ist, wenn nicht.",
    toDashboard: "Zur Übersicht",
  },
  failed: {
    title: "Die Zahlung hat nicht geklappt",
    sentence:
      "Ihre Bank hat die Zahlung abgelehnt, deshalb hat der Tarif nicht begonnen. Wählen Sie noch einmal einen Tarif und bezahlen Sie auf anderem Weg.",
    owed: "Ihre Bank hat die Zahlung abgelehnt. Bezahlen Sie auf anderem Weg, um den Tarif zu behalten: In der Übersicht steht, wie und bis wann.",
    notStarted:
      "Ihre Bank hat die Zahlung abgelehnt, deshalb hat der Tarif nicht begonnen. Damit er beginnt, bezahlen Sie auf anderem Weg: In der Übersicht steht, wie.",
  },
  expired: {
    title: "Dieser Kauf ist abgelaufen",
    sentence: "Bezahlt wurde nichts. Wählen Sie einen Tarif, um neu zu beginnen.",
  },
  trialRefused: {
    title: "Die kostenlose Testzeit ist nicht verfügbar",
    sentence:
      "Pro Kunde gibt es eine kostenlose Testzeit, und Sie oder diese Karte hatten schon eine. {refund} Sie können {plan} ohne Testzeit buchen.",
    plan: "den Tarif",
    unpaid: "Wir haben das Abonnement storniert, und es wurde nichts abgebucht.",
    refunding: "Wir stornieren das Abonnement und erstatten, was Sie gezahlt haben.",
    refunded: "Wir haben das Abonnement storniert und {amount} erstattet.",
    next: "Tarif ohne Testzeit wählen",
  },
  duplicate: {
    title: "Sie haben diesen Tarif bereits",
    refunded:
      "Er wurde für diesen Arbeitsbereich zweimal gekauft. Dieser zweite Kauf wurde storniert, und {amount} gehen auf die Karte zurück, mit der bezahlt wurde.",
    refunding:
      "Er wurde für diesen Arbeitsbereich zweimal gekauft. Dieser zweite Kauf ist storniert, und das dafür Gezahlte wird erstattet.",
    unpaid:
      "Er wurde für diesen Arbeitsbereich zweimal gekauft. Dieser zweite Kauf wurde storniert, bevor dafür etwas gezahlt wurde.",
  },
  attention: {
    title: "Um diesen Tarif müssen Sie sich kümmern",
    sentence:
      "Der Kauf wurde abgeschlossen. Seitdem hat eine Zahlung nicht geklappt, oder eine Karte fehlt: In der Übersicht steht, was zu tun ist.",
  },
  unclear: {
    title: "Ob dieser Tarif aktiv ist, wissen wir nicht",
    sentence:
      "Der Kauf wurde abgeschlossen. Stripe meldet einen Status, den wir nicht kennen, deshalb enthält der Tarif vorerst nichts. Wir kümmern uns darum; schreiben Sie uns, wenn es eilt.",
  },
  ended: {
    title: "Dieser Tarif ist beendet",
    sentence: "Der Kauf wurde abgeschlossen, und der Tarif, der damit begann, ist inzwischen beendet.",
  },
  unknown: {
    title: "Diesen Kauf kennen wir nicht",
    sentence:
      "Er gehört nicht zu Ihnen, oder die Adresse ist unvollständig. Ihren Tarif finden Sie in Ihrer Übersicht.",
  },
  away: {
    title: "Das können wir gerade nicht nachsehen",
    sentence: "Eine Zahlung, die Sie geleistet haben, ist nicht verloren. Bitte versuchen Sie es gleich noch einmal.",
    next: "Noch einmal versuchen",
  },
};
