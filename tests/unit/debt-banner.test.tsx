import { renderToStaticMarkup } from "react-dom/server";
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
  endsAt: null,
};
const until = { day: new Date("2027-01-05T00:00:00Z"), isOver: false };
const workspace = {} as Dashboard["workspace"];

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
