import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { pausedBy } from "@/app/(pages)/dashboard/paused-by";
import { whatIsOwed } from "@/app/(pages)/dashboard/what-is-owed";
import { BrowserMessagesProvider } from "@/app/_components/browser-messages";
import { COUNTED_INVOICES, type Debt, debtOf, type OpenInvoice } from "@/lib/billing/dashboard/debt";
import { languages } from "@/lib/languages.mjs";
import { messagesIn } from "@/lib/messages";

const NOW = new Date("2027-01-10T12:00:00Z");
const day = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

const open = (more: Partial<OpenInvoice> = {}): OpenInvoice => ({
  id: "in_1",
  amountMinor: 2900,
  currency: "usd",
  hostedInvoiceUrl: "https://invoice.stripe.com/i/1",
  nextAttempt: null,
  dueDate: null,
  isFinal: false,
  ...more,
});

const ids = (count: number): string[] => Array.from({ length: count }, (_, at) => `in_${at}`);
const MANY = ids(45).map((id) => open({ id }));

const card = { type: "card", brand: "visa", last4: "4242", expMonth: 1, expYear: 2040 };

type Row = Parameters<typeof debtOf>[0][number];
const row = (more: Partial<Row> = {}): Row => ({
  subscriptionId: "sub_1",
  status: "past_due",
  isYours: true,
  seesBills: true,
  payer: { name: "Ada", isYou: true },
  planName: "Pro",
  settlingInvoice: null,
  collectionMethod: "charge_automatically",
  openInvoices: [open()],
  method: card,
  endsAt: null,
  ...more,
});

const sentenceOf = (debt: Debt, language: "en" | "de") => {
  const messages = messagesIn(language);
  return renderToStaticMarkup(
    <BrowserMessagesProvider messages={{ ...messages.sentences.browser, language, zone: "UTC" }}>
      {whatIsOwed(debt, messages)}
    </BrowserMessagesProvider>,
  ).replaceAll(/<[^>]*>/g, "");
};

const byInvoice = { collectionMethod: "send_invoice", status: "active" };

test.each<[Partial<Row>, string, string]>([
  [{}, "A payment of $29.00 failed.", "Eine Zahlung von 29,00 $ ist fehlgeschlagen."],
  [
    { openInvoices: [open(), open({ id: "in_2" })] },
    "2 payments failed, $58.00 in total.",
    "2 Zahlungen sind fehlgeschlagen, zusammen 58,00 $.",
  ],
  [
    { ...byInvoice, openInvoices: [open({ dueDate: day(4) })] },
    "An invoice of $29.00 is due by January 14, 2027.",
    "Eine Rechnung über 29,00 $ ist bis zum 14. Januar 2027 zu bezahlen.",
  ],
  [
    { ...byInvoice, status: "past_due", openInvoices: [open({ dueDate: day(-2) })] },
    "An invoice of $29.00 was due on January 8, 2027 and is overdue.",
    "Eine Rechnung über 29,00 $ war bis zum 8. Januar 2027 zu bezahlen und ist überfällig.",
  ],
  [byInvoice, "An invoice of $29.00 is due.", "Eine Rechnung über 29,00 $ ist zu bezahlen."],
])("what is owed: %j", (more, english, german) => {
  const debt = debtOf([row(more)], NOW);
  expect(debt && [sentenceOf(debt, "en"), sentenceOf(debt, "de")].map((text) => text.replaceAll(/\s/g, " "))).toEqual([
    english,
    german,
  ]);
});

test.each<[string, Partial<Row>, object | null]>([
  ["an active plan owes nothing before its first attempt", { status: "active" }, null],
  ["a payment on its way is none", { settlingInvoice: "in_1" }, null],
  ["an invoice is charged only by its payer", { isYours: false }, { payNow: null, amount: { minor: 2900 } }],
  [
    "a member sees no amount",
    { isYours: false, seesBills: false },
    { payNow: null, amount: null, hostedInvoiceUrl: null },
  ],
  ["without a card there is nothing to charge", { method: null }, { payNow: null }],
  ["a paused plan owes what is open", { status: "paused" }, { status: "paused", payNow: { invoiceIds: ["in_1"] } }],
  ["and nothing else", { status: "paused", openInvoices: [] }, null],
  ["what an ended plan still owed is not asked for", { status: "canceled" }, null],
  [
    "but its last invoice is",
    { status: "canceled", openInvoices: [open(), open({ id: "in_2", isFinal: true })] },
    { status: "canceled", amount: { minor: 2900 }, payNow: { invoiceIds: ["in_2"] } },
  ],
  [
    "all of many are owed, and so many are charged at once that one request does it",
    { openInvoices: MANY },
    { count: 45, amount: { minor: 130_500 }, payNow: { invoiceIds: ids(20), amount: { minor: 58_000 } } },
  ],
  [
    "more than are read have no sum",
    { openInvoices: Array(COUNTED_INVOICES + 1).fill(open()) },
    { amount: null, payNow: null },
  ],
  [
    "two currencies are not added up",
    { openInvoices: [open(), open({ id: "in_2", currency: "eur" })] },
    { amount: null, payNow: null },
  ],
  [
    "the next attempt is the earliest",
    { openInvoices: [open({ nextAttempt: day(5) }), open({ id: "in_2", nextAttempt: day(2) })] },
    { nextAttempt: day(2) },
  ],
])("%s", (_, more, debt) => {
  if (debt === null) expect(debtOf([row(more)], NOW)).toBeNull();
  else expect(debtOf([row(more)], NOW)).toMatchObject(debt);
});

test("what has stopped comes before what only waits, and the viewer's own before both", () => {
  const due = row({ ...byInvoice, subscriptionId: "sub_2" });
  expect(debtOf([due, row()], NOW)).toMatchObject({ status: "past_due" });
  expect(debtOf([due, row({ isYours: false })], NOW)).toMatchObject({ status: "active" });
});

test.each([
  ["trial_end_without_payment_method", 0, "trial_end_without_payment_method"],
  ["first_payment_failure", 1, "first_payment_failure"],
  ["final_payment_failure", 1, "final_payment_failure"],
  ["final_payment_failure", 0, "settled"],
  ["pause_requested", 0, "pause_requested"],
  ["system", 0, "system"],
  ["unknown", 0, "unknown"],
  ["added_later", 0, "unknown"],
  ["payerCan", 0, "unknown"],
  ["constructor", 0, "unknown"],
  [null, 0, "unknown"],
] as const)("paused by %s with %i open: %s", (pausedReason, count, sentence) => {
  const plan = {
    pausedReason,
    collectionMethod: "charge_automatically",
    managed: true,
    openInvoices: Array(count).fill(open()),
  };
  expect(pausedBy(plan)).toBe(sentence);
  expect(pausedBy({ ...plan, collectionMethod: "send_invoice" })).toBe("elsewhere");
  expect(pausedBy({ ...plan, managed: false })).toBe("elsewhere");
  for (const language of languages) expect(messagesIn(language).sentences.paying.pausedBy[sentence]).toMatch(/\S/);
});
