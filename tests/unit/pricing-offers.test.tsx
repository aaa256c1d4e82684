import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { addedTo } from "@/app/pricing/[[...language]]/builds-on";
import { columnsOf } from "@/app/pricing/[[...language]]/columns";
import { PeriodLabel } from "@/app/pricing/[[...language]]/period-label";
import { Questions } from "@/app/pricing/[[...language]]/questions";
import { periodSaving } from "@/app/pricing/[[...language]]/saving-percent";
import { questions } from "@/billing/questions";
import type { CatalogPrice } from "@/lib/billing/catalog/product";
import { languages } from "@/lib/languages.mjs";
import { messagesIn } from "@/lib/messages";
import { catalogPrice, catalogProduct } from "@/tests/support/catalog-price";

const price = (unitAmountMinor: number, more: Partial<CatalogPrice> = {}) =>
  catalogPrice({ unitAmountMinor, unitAmountDecimal: String(unitAmountMinor), ...more });
const yearly = { interval: "year" as const, intervalCount: 1 };
const plan = (month: number, year: number | null, currency = "usd") => ({
  prices: [price(month, { currency }), ...(year === null ? [] : [price(year, { currency, ...yearly })])],
});

describe("a tab says what its period saves", () => {
  const cases: [string, ReturnType<typeof plan>[], string | null][] = [
    ["all alike, rounded as people would", [plan(900, 9_000), plan(2_900, 29_000)], "Save 17%"],
    ["at most, where plans differ", [plan(900, 9_000), plan(2_900, 31_320)], "Save up to 17%"],
    ["at most, where one has no such price", [plan(900, 9_000), plan(2_900, null)], "Save up to 17%"],
    ["a free plan counts for nothing", [plan(900, 9_000), plan(0, 0)], "Save 17%"],
    ["nothing is saved", [plan(900, 10_800)], null],
    ["it costs more", [plan(900, 12_000)], null],
    ["there is nothing to compare with", [{ prices: [price(9_000, yearly)] }], null],
  ];
  test.each(cases)("%s", (_, plans, said) => {
    const saving = periodSaving(plans, yearly, "usd");
    const { t } = messagesIn("en");
    expect(saving && t(saving.isOfAll ? "pricing.savePercent" : "pricing.saveUpTo", saving)).toBe(said);
  });

  const label = (plans: ReturnType<typeof plan>[], currencies: string[]) =>
    renderToStaticMarkup(
      <PeriodLabel
        period={yearly}
        products={plans.map((one) => catalogProduct(one))}
        currencies={currencies}
        messages={messagesIn("en")}
      />,
    );

  test("in the currency that is shown, where they differ", () => {
    const prices = [...plan(900, 9_000).prices, ...plan(1_000, 9_000, "eur").prices];
    expect(label([{ prices }], ["usd", "eur"])).toMatch(/data-currency="0"> Save 17%.*data-currency="1"> Save 25%/);
    const alike = [...plan(900, 9_000).prices, ...plan(800, 8_000, "eur").prices];
    expect(label([{ prices: alike }], ["usd", "eur"])).not.toContain("data-currency");
  });
});

describe("a plan that has all of one before it", () => {
  const carried = (name: string, featureIds: string[], limits = {}) => ({ name, featureIds, limits });
  const starter = carried("Starter", ["chat"], { seats: 5 });
  const pro = carried("Pro", ["chat", "rag", "storage"], { storage: 10 });
  test.each([
    [
      "says what it adds",
      carried("Business", ["chat", "rag", "storage", "sso"], { storage: 10 }),
      { to: "Pro", featureIds: ["sso"] },
    ],
    [
      "and what it has more of",
      carried("Business", ["chat", "rag", "storage"], { storage: 50 }),
      { to: "Pro", featureIds: ["storage"] },
    ],
    [
      "and what it has without a limit",
      carried("Business", ["chat", "rag", "storage"]),
      { to: "Pro", featureIds: ["storage"] },
    ],
    [
      "builds on the nearest of which it has everything",
      carried("Build", ["chat", "api"]),
      { to: "Starter", featureIds: ["api"] },
    ],
    [
      "not where it has less of something",
      carried("Lite", ["chat", "rag", "storage", "x"], { storage: 5 }),
      { to: "Starter", featureIds: ["rag", "storage", "x"] },
    ],
    ["not where it lacks something", carried("Other", ["rag"]), null],
    ["not where it adds nothing", carried("Same", ["chat", "rag", "storage"], { storage: 10 }), null],
  ])("%s", (_, one, addition) => {
    expect(addedTo(one, [starter, pro])).toEqual(addition);
  });

  test("nothing is built on a plan without features", () => {
    expect(addedTo(pro, [carried("Empty", [])])).toBeNull();
  });
});

test("no plan is alone in the last row, but where no number of columns avoids it", () => {
  const counts = Array.from({ length: 12 }, (_, index) => index + 1);
  expect(counts.map(columnsOf)).toEqual([1, 2, 3, 4, 3, 3, 4, 4, 3, 4, 4, 4]);
  for (const count of counts.filter((one) => one > 1)) expect(count % columnsOf(count)).not.toBe(1);
});

test.each(languages)("the questions are there in %s, and open without a script", (language) => {
  const html = renderToStaticMarkup(<Questions messages={messagesIn(language)} />);
  expect(html.match(/<details>/g)).toHaveLength(questions.length);
  for (const {
    [language]: { question, answer },
  } of questions) {
    expect(question).toMatch(/\S\?$/);
    expect(answer).toMatch(/\S\.$/);
  }
  expect(renderToStaticMarkup(<Questions messages={messagesIn(language)} asked={[]} />)).toBe("");
});
