import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { BrowserMessagesProvider } from "@/app/_components/browser-messages";
import { NextPaymentFact } from "@/app/(pages)/dashboard/next-payment";
import { PlanStatus } from "@/app/(pages)/dashboard/plan-status";
import { type BilledItem, nextPayment, type Preview } from "@/lib/billing/dashboard/next-payment";
import type { DashboardPlan } from "@/lib/billing/dashboard/shown";
import type { Part } from "@/lib/billing/previews/parts";
import { type Language, messagesIn } from "@/lib/messages";

const AT = new Date("2026-12-07T12:00:00Z");
const part = (kind: Part["kind"], amountMinor: number): Part => ({
  kind,
  productId: kind === "plan" || kind === "unused" || kind === "rest" ? "prod_pro" : null,
  description: null,
  amountMinor,
});

const item = (more: Partial<BilledItem> = {}): BilledItem => ({
  status: "active",
  periodEnd: AT,
  isEnding: false,
  endsAt: null,
  productId: "prod_pro",
  unitAmountMinor: 29_000,
  currency: "usd",
  quantity: 1,
  metered: false,
  tiered: false,
  billedBeside: [],
  changeIsOpen: false,
  balanceMinor: 0,
  ...more,
});
const usage = item({ metered: true, unitAmountMinor: 3 });
const preview = (...parts: Part[]): Preview => ({
  at: AT,
  totalMinor: parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
  parts,
});

function render(element: ReactNode, language: Language, zone: string): string {
  const messages = { ...messagesIn(language).sentences.browser, language, zone };
  return renderToStaticMarkup(<BrowserMessagesProvider messages={messages}>{element}</BrowserMessagesProvider>)
    .replaceAll(/<\/?(?:strong|time)[^>]*>/g, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/[\s\u00a0\u202f]+/g, " ")
    .trim();
}

function said(items: BilledItem[], language: Language = "en"): string {
  const next = nextPayment(items);
  const plans = [{ productId: "prod_pro", planName: "Pro" } as DashboardPlan];
  if (!next) return "none";
  return render(<NextPaymentFact next={next} plans={plans} messages={messagesIn(language)} />, language, "UTC");
}

describe("the next payment says", () => {
  const off = { billedBeside: ["discount" as const] };
  test.each<[string, BilledItem[], string]>([
    ["a plain amount and its day", [item()], "$290.00 on December 7, 2026"],
    [
      "what is off, in percent, and what it is made of",
      [item({ ...off, preview: preview(part("plan", 29_000), part("discount", -5_800)) })],
      "$232.00 on December 7, 2026 (20% off) Pro $290.00 Discount -$58.00",
    ],
    [
      "an amount that is off as an amount",
      [item({ ...off, preview: preview(part("plan", 29_000), part("discount", -700)) })],
      "$283.00 on December 7, 2026 ($7.00 off) Pro $290.00 Discount -$7.00",
    ],
    [
      "a discount of all of it as a sum",
      [item({ ...off, preview: preview(part("plan", 29_000), part("discount", -29_000)) })],
      "$0.00 on December 7, 2026 (100% off) Pro $290.00 Discount -$290.00",
    ],
    [
      "tax beside a discount",
      [
        item({
          billedBeside: ["discount", "tax"],
          preview: preview(part("plan", 29_000), part("discount", -5_800), part("tax", 4_408)),
        }),
      ],
      "$276.08 on December 7, 2026 (20% off) Pro $290.00 Discount -$58.00 Tax $44.08",
    ],
    [
      "that a change is settled",
      [
        item({
          changeIsOpen: true,
          preview: preview(part("unused", -1_000), part("rest", 4_000), part("plan", 29_000)),
        }),
      ],
      "$320.00 on December 7, 2026 Unused time on Pro -$10.00 Pro for the rest of this period $40.00 Pro $290.00 Includes a one-time adjustment for your plan change.",
    ],
    [
      "the credit that pays a part",
      [item({ balanceMinor: -1_200 })],
      "$278.00 on December 7, 2026 Pro $290.00 From your credit -$12.00",
    ],
    [
      "nothing where the credit pays all of it",
      [item({ balanceMinor: -50_000 })],
      "$0.00 on December 7, 2026 Pro $290.00 From your credit -$290.00",
    ],
    [
      "what is owed from before",
      [item({ balanceMinor: 300 })],
      "$293.00 on December 7, 2026 Pro $290.00 From before $3.00",
    ],
    [
      "what is too small to be charged",
      [item({ balanceMinor: -28_980 })],
      "$0.00 on December 7, 2026 Pro $290.00 From your credit -$289.80 Too small to charge, added to a later invoice -$0.20",
    ],
    ["that usage is added", [item(), usage], "$290.00 plus usage on December 7, 2026"],
    ["that it is by usage alone", [usage], "December 7, 2026. The amount depends on your usage."],
    [
      "until the preview is there, what is known",
      [item({ billedBeside: ["discount", "tax"] })],
      "$290.00 on December 7, 2026, before your discount and tax",
    ],
    [
      "that nothing may be charged while collection is paused",
      [item({ billedBeside: ["pause"] })],
      "$290.00 on December 7, 2026 Collection is paused, so you may not be charged.",
    ],
  ])("%s", (_, items, english) => {
    expect(said(items)).toBe(english);
  });

  test("the same in German", () => {
    const parts = preview(part("plan", 29_000), part("discount", -5_800));
    expect(said([item({ ...off, preview: parts })], "de")).toBe(
      "232,00 $ am 7. Dezember 2026 (20 % Rabatt) Pro 290,00 $ Rabatt -58,00 $",
    );
  });

  test("nothing of a preview that a change of the balance has outlived: the writer has taken it away", () => {
    expect(said([item({ ...off, preview: null, balanceMinor: -1_200 })])).toBe(
      "$290.00 on December 7, 2026, before your discount Your credit of $12.00 is used first.",
    );
  });
});

describe("the plan's status is", () => {
  const END = new Date("2026-12-08T03:00:00Z");
  test.each<[string, Partial<DashboardPlan>, string, string, string?]>([
    ["a trial with its end", { status: "trialing", trialEnd: END }, "Trial until Dec 8", "Testzeit bis 8. Dez."],
    [
      "a trial with its end by the reader's calendar",
      { status: "trialing", trialEnd: END },
      "Trial until Dec 7",
      "Testzeit bis 7. Dez.",
      "America/New_York",
    ],
    ["active", { status: "active" }, "Active", "Aktiv"],
    ["its end", { status: "active", isEnding: true, endsAt: END }, "Ends Dec 8", "Endet 8. Dez."],
    ["past due", { status: "past_due" }, "Past due", "Überfällig"],
    ["paused", { status: "paused" }, "Paused", "Pausiert"],
    ["canceled", { status: "canceled" }, "Canceled", "Gekündigt"],
    ["incomplete", { status: "incomplete", settlingInvoice: null }, "Incomplete", "Unvollständig"],
    ["processing", { status: "incomplete", settlingInvoice: "in_1" }, "Processing", "In Bearbeitung"],
    ["not known", { status: "constructor" }, "Unknown", "Unbekannt"],
  ])("%s", (_, plan, english, german, zone = "UTC") => {
    const tag = (language: Language) =>
      render(<PlanStatus plan={plan as DashboardPlan} messages={messagesIn(language)} />, language, zone);
    expect([tag("en"), tag("de")]).toEqual([english, german]);
  });
});
