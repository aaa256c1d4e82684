import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { BrowserMessagesProvider } from "@/app/_components/browser-messages";
import { StatusSentence } from "@/app/(pages)/dashboard/status-sentence";
import type { DashboardPlan, DashboardSubscription } from "@/lib/billing/dashboard/shown";
import { languages } from "@/lib/languages.mjs";
import { messagesIn } from "@/lib/messages";

const plan = { status: "hibernating", settlingInvoice: null, endsAt: null, trialEnd: null } as DashboardPlan;

const said = (language: (typeof languages)[number], more: Partial<DashboardPlan>) =>
  renderToStaticMarkup(
    <BrowserMessagesProvider messages={{ ...messagesIn(language).sentences.browser, language, zone: "UTC" }}>
      <StatusSentence
        plan={{ ...plan, ...more }}
        subscription={{ status: "hibernating", plans: [plan] } as DashboardSubscription}
        messages={messagesIn(language)}
      />
    </BrowserMessagesProvider>,
  );

test.each(languages)("a status that we don't know is not called active, in %s", (language) => {
  const { active } = messagesIn(language).sentences.dashboard.status;
  for (const more of [{}, { status: "constructor" }, { endsAt: new Date("2027-01-05T00:00:00Z") }]) {
    expect(said(language, more)).not.toContain(active);
    expect(said(language, more)).toContain(more.status ?? "hibernating");
  }
  expect(said(language, { endsAt: new Date("2027-01-05T00:00:00Z") })).toMatch(/ends on|endet am/);
  expect(said(language, { status: "trialing" })).not.toContain(active);
});

test.each(languages)("a trial without a payment method is not said to be paid for, in %s", (language) => {
  const trial = { status: "trialing", trialEnd: new Date("2027-01-05T00:00:00Z") };
  expect(said(language, { ...trial, trialWithoutCard: "cancel" })).toMatch(
    /the plan ends unless|endet der Tarif, wenn/,
  );
  expect(said(language, { ...trial, trialWithoutCard: "pause" })).toMatch(
    /is paused unless|wird der Tarif pausiert, wenn/,
  );
});

test.each([
  ["en", "Then", "Canceled. Yours until"],
  ["de", "Danach", "Gekündigt."],
] as const)(
  "a trial that is canceled for a later day is said to be canceled, not to be paid for unless, in %s",
  (language, then, canceled) => {
    const [trialEnd, endsAt] = [new Date("2027-01-05T00:00:00Z"), new Date("2027-03-05T00:00:00Z")];
    const price = { currency: "usd", interval: "month", unitAmountMinor: 2_900, quantity: 1, billedBeside: [] };
    const trial = said(language, {
      status: "trialing",
      trialEnd,
      periodEnd: trialEnd,
      isEnding: true,
      endsAt,
      ...price,
    });
    expect(trial).toContain(canceled);
    expect(trial).not.toContain(then);
    // It ends with its trial all the same, where nothing pays for it.
    const without = said(language, {
      status: "trialing",
      trialEnd,
      endsAt,
      isEnding: true,
      trialWithoutCard: "cancel",
    });
    expect(without).toMatch(/the plan ends unless|endet der Tarif, wenn/);
  },
);

test("neither are an invoice's status and a payment method that we don't know", () => {
  const { t } = messagesIn("en");
  expect(t("dashboard.invoiceStatus", { status: "pondered" })).toBe("Unknown (pondered)");
  expect(t("dashboard.method.other", { type: "shells" })).toBe("Another method (shells), saved at Stripe");
});
