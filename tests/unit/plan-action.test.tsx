import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, expect, test, vi } from "vitest";
import { PlanCard } from "@/app/pricing/[[...language]]/plan-card";
import type { Current, Planned } from "@/lib/billing/catalog/offer";
import { messagesIn } from "@/lib/messages";
import { catalogPrice, catalogProduct } from "@/tests/support/catalog-price";

type Reader = {
  workspaceId: string;
  mayBill: boolean;
  mayChange: boolean;
  members: number;
  trials: Record<string, { days: number; firstPaymentAt: string }>;
  current: Current[];
  planned: Planned[];
};
let reader: Reader | null;
vi.mock("@/app/pricing/[[...language]]/offer-provider", () => ({
  useOffer: () => ({ offer: reader, workspace: "w", messages: messagesIn("en").sentences.pricing.personal }),
}));
vi.mock("@/app/_components/browser-messages", () => ({
  useBrowserMessages: () => ({ ...messagesIn("en").sentences.browser, language: "en", zone: "UTC" }),
}));

const product = catalogProduct({
  productId: "prod_pro",
  name: "Pro",
  planGroup: "plan",
  prices: [
    catalogPrice({ priceId: "price_month", productId: "prod_pro" }),
    catalogPrice({
      priceId: "price_year",
      productId: "prod_pro",
      interval: "year",
      unitAmountMinor: 29_000,
      unitAmountDecimal: "29000",
    }),
  ],
});
const PERIODS = [
  { interval: "month" as const, intervalCount: 1 },
  { interval: "year" as const, intervalCount: 1 },
];

const plan = (more: Partial<Current> = {}): Current => ({
  subscriptionId: "sub_1",
  productId: "prod_pro",
  priceId: "price_month",
  planGroup: "plan",
  status: "active",
  endsAt: null,
  trialEnd: null,
  interval: "month",
  intervalCount: 1,
  currency: "usd",
  amountMinor: 2_900,
  ...more,
});
const other = plan({ productId: "prod_starter", priceId: "price_starter" });

const person: Reader = {
  workspaceId: "w",
  mayBill: true,
  mayChange: true,
  members: 1,
  trials: { prod_pro: { days: 7, firstPaymentAt: "2026-12-08T10:00:00.000Z" } },
  current: [],
  planned: [],
};

beforeEach(() => {
  reader = null;
});

/** What is said of the monthly and of the yearly price. */
function said(trial: number | null = 7): { html: string; month: string; year: string } {
  const html = renderToStaticMarkup(
    <PlanCard
      product={product}
      currencies={["usd"]}
      periods={PERIODS}
      trial={trial}
      isMain
      messages={messagesIn("en")}
    />,
  );
  const [, month = "", year = ""] = html.split(/(?=<div [^>]*data-periods)/).map((part) =>
    part
      .replaceAll(/<[^>]+>/g, " ")
      .replaceAll("&#x27;", "'")
      .replaceAll(/[\s\u00a0]+/g, " "),
  );
  return { html, month, year };
}

test("visitors are offered what new customers get, for the workspace of the address", () => {
  const { html, month } = said();
  expect(month).toContain("Start 7-day free trial $0 today, first payment after 7 days, cancel anytime");
  expect(html).toContain('aria-label="Start 7-day free trial of Pro"');
  expect(html).toContain("price=price_month&amp;workspace=w");
  expect(said(null).month).toContain("Choose Pro Cancel anytime");
});

test("who may have the trial reads the day of the first payment", () => {
  reader = person;
  expect(said().month).toContain("Start 7-day free trial $0 today, first payment December 8 , cancel anytime");
});

test("who may have none is offered the plan, without a word of a trial", () => {
  reader = { ...person, trials: {} };
  const { html, month } = said();
  expect(month).toContain("Choose Pro Cancel anytime");
  expect(html).not.toContain("trial");
});

test("a member without a say is offered nothing", () => {
  reader = { ...person, mayBill: false };
  expect(said().html).not.toMatch(/<button|class="button/);
});

test.each<[string, Partial<Current>, RegExp]>([
  ["a plan that renews", {}, /Manage Your plan $/],
  ["one that is canceled", { endsAt: "2026-12-29T10:00:00.000Z" }, /Your plan Ends on December 29, 2026/],
  [
    "one on trial",
    { status: "trialing", trialEnd: "2026-12-08T10:00:00.000Z" },
    /Your plan Trial until December 8, 2026/,
  ],
  [
    "one on trial that is canceled",
    { status: "trialing", trialEnd: "2026-12-08T10:00:00.000Z", endsAt: "2026-12-08T10:00:00.000Z" },
    /Your plan Trial, ends on December 8, 2026/,
  ],
  ["one that is past due", { status: "past_due" }, /Your plan Past due/],
  ["one that is unpaid", { status: "unpaid" }, /Your plan Past due/],
  ["one whose first payment is open", { status: "incomplete" }, /Your plan Payment incomplete/],
  ["one that is paused", { status: "paused" }, /Your plan Paused/],
  ["one at an older price", { priceId: "price_old", amountMinor: 1_900 }, /Your plan Your price: \$19 per month/],
])("%s is theirs, outlined, and managed", (_, more, month) => {
  reader = { ...person, current: [plan(more)] };
  const { html, ...texts } = said();
  expect(texts.month).toMatch(month);
  expect(texts.year).toContain("Switch to yearly billing");
  expect(html).toContain("data-theirs");
  expect(html).not.toMatch(/free trial|Choose Pro/);
});

test.each([
  ["another plan", [other], true],
  ["another interval of their plan", [plan({ priceId: "price_year", interval: "year" })], true],
  ["a plan that a member has no say in", [other], false],
])(
  "a change that is planned is no offer, from %s: its day is told, and where it can be dropped",
  (_, current, mayBill) => {
    reader = { ...person, current, mayBill, planned: [{ priceId: "price_month", at: "2027-01-05T10:00:00.000Z" }] };
    const { html, month } = said();
    expect(month).toMatch(/See planned change Your plan from January 5, 2027/);
    expect(month).not.toContain("Switch to");
    expect(html).toContain('href="/dashboard?workspace=w"');
  },
);

test("with another plan of the group it is a switch, in a quiet button", () => {
  reader = { ...person, current: [other] };
  const { html, month } = said();
  expect(month).toContain("Switch to Pro");
  expect(html).toContain("/dashboard/change?workspace=w&amp;price=price_month");
  expect(html).not.toMatch(/class="button"|theirs/);
});

test("what the portal forbids is no button, but the way to get there", () => {
  reader = { ...person, mayChange: false, current: [other] };
  expect(said().month).toContain("To switch, cancel your plan, then choose this one when it ends.");
  expect(said().html).not.toMatch(/<button|class="button/);
});
