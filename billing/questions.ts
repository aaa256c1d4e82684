import type { Questions } from "@/lib/brand/questions";

/**
 * Questions and answers below the plans, in this order, in each language of lib/languages.mjs. They say what this app does and
 * how it is set up to begin with: change them with your rules, most of all what you refund.
 */
export const questions: Questions = [
  {
    en: {
      question: "Can I cancel anytime?",
      answer:
        "Yes, from your dashboard. You keep your plan until the end of the period you've paid for, and it doesn't renew.",
    },
    de: {
      question: "Kann ich jederzeit kündigen?",
      answer:
        "Ja, in Ihrer Übersicht. Sie behalten den Tarif bis zum Ende des bezahlten Zeitraums, danach verlängert er sich nicht.",
    },
  },
  {
    en: {
      question: "Can I switch plans later?",
      answer:
        "Yes. A bigger plan starts right away, and you pay the difference for the rest of the period. A smaller plan starts when your period ends. You'll see the cost before you confirm.",
    },
    de: {
      question: "Kann ich den Tarif später wechseln?",
      answer:
        "Ja. Ein größerer Tarif beginnt sofort, und Sie zahlen den Unterschied für den Rest des Zeitraums. Ein kleinerer Tarif beginnt, wenn Ihr Zeitraum endet. Sie sehen die Kosten, bevor Sie bestätigen.",
    },
  },
  {
    en: {
      question: "Do you offer refunds?",
      answer:
        "If you were charged by mistake or twice, write to us and we'll refund it. We don't refund unused time of a plan you cancel: you keep it until the period ends.",
    },
    de: {
      question: "Gibt es Erstattungen?",
      answer:
        "Wenn irrtümlich oder doppelt abgebucht wurde, schreiben Sie uns, und wir erstatten den Betrag. Nicht genutzte Zeit eines gekündigten Tarifs erstatten wir nicht: Sie behalten ihn bis zum Ende des Zeitraums.",
    },
  },
  {
    en: {
      question: "Are taxes included?",
      answer:
        "If tax applies, you'll see it at checkout before you pay, and on every invoice. You can add your company's address and tax ID under Manage billing.",
    },
    de: {
      question: "Sind Steuern enthalten?",
      answer:
        "Fallen Steuern an, sehen Sie sie an der Kasse, bevor Sie zahlen, und auf jeder Rechnung. Firmenadresse und Steuernummer tragen Sie unter „Abrechnung verwalten“ ein.",
    },
  },
];
