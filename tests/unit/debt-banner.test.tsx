import { renderToStaticMarkup } from "react-dom/server";
import { AppRouterContext, type AppRouterInstance } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { expect, test } from "vitest";
import { DebtBanner } from "@/app/(pages)/dashboard/debt-banner";
import { BrowserMessagesProvider } from "@/app/_components/browser-messages";
import type { Dashboard } from "@/lib/billing/dashboard/shown";
import type { Debt } from "@/lib/billing/dashboard/debt";
import { languages } from "@/lib/languages.mjs";
import { messagesIn } from "@/lib/messages";

const debt: Debt = {
  status: "past_due",
  payer: { isYou: false, name: "Yara" },
  plans: ["Pro"],
  count: 1,
  amount: null,
  hostedInvoiceUrl: null,
  nextAttempt: null,
  byInvoice: false,
  dueDate: null,
  isOverdue: false,
  hasMethod: false,
  payNow: null,
  declinedAt: null,
  endsAt: null,
};
const until = { day: new Date("2027-01-05T00:00:00Z"), isOver: false };
const workspace = {} as Dashboard["workspace"];

const DAY = new Date("2026-12-02T09:00:00Z");
const mine: Debt = {
  ...debt,
  payer: { isYou: true, name: "Ada" },
  amount: { minor: 2900, currency: "usd" },
  hostedInvoiceUrl: "https://invoice.stripe.com/i/1",
  nextAttempt: DAY,
  hasMethod: true,
  payNow: {
    invoiceIds: ["in_1"],
    amount: { minor: 2900, currency: "usd" },
    method: { type: "card", brand: "mastercard", last4: "4444", expMonth: 12, expYear: 2034 },
  },
};

/** Its text, and the looks of its buttons. */
function banner(of: Debt, language: "en" | "de" = "en") {
  const messages = messagesIn(language);
  const html = renderToStaticMarkup(
    <AppRouterContext.Provider value={{} as AppRouterInstance}>
      <BrowserMessagesProvider messages={{ ...messages.sentences.browser, language, zone: "UTC" }}>
        <DebtBanner debt={of} until={null} workspace={{ id: "w" } as Dashboard["workspace"]} messages={messages} />
      </BrowserMessagesProvider>
    </AppRouterContext.Provider>,
  );
  return { html, text: html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ") };
}

test("a failed payment is told with its amount, its card and the day of the next try, in red", () => {
  const { html, text } = banner(mine);
  expect(html).toContain('role="alert" class="notice danger');
  expect(text).toContain("A payment of $29.00 failed.");
  expect(text).toContain("We&#x27;ll charge Mastercard 4444 on December 2, 2026 , or pay now.");
  expect(text).toContain("Pay $29.00 now with Mastercard 4444");
  expect(html).toMatch(/href="https:\/\/invoice.stripe.com\/i\/1" target="_blank" rel="noopener"/);
  expect(text).toContain("(opens in a new tab)");
  expect(banner(mine, "de").text).toContain("mit Mastercard 4444 bezahlen");
});

test("a card that was just refused is marked, and another one comes first", () => {
  const { html, text } = banner({ ...mine, declinedAt: new Date("2026-11-30T09:00:00Z") });
  expect(text).toContain("Mastercard 4444 Declined on November 30, 2026");
  expect(text).not.toContain("We&#x27;ll charge");
  const filled = [...html.matchAll(/class="button"[^>]*>([^<]*)/g)].map(([, name]) => name);
  expect(filled).toEqual(["Update card"]);
});

test.each(languages)("who pays is not told to keep a plan that ends on that day anyway, in %s", (language) => {
  const messages = messagesIn(language);
  const said = (endsAt: Date | null) =>
    renderToStaticMarkup(
      <BrowserMessagesProvider messages={{ ...messages.sentences.browser, language, zone: "UTC" }}>
        <DebtBanner debt={{ ...debt, endsAt }} until={until} workspace={workspace} messages={messages} />
      </BrowserMessagesProvider>,
    );
  expect(said(null)).toMatch(/Pay by then|Bezahlen Sie bis dahin/);
  expect(said(until.day)).not.toMatch(/Pay by then|Bezahlen Sie bis dahin/);
});
