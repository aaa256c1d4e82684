import { beforeEach, describe, expect, test, vi } from "vitest";
import { PlanCard } from "@/app/pricing/[[...language]]/plan-card";
import { periodsOf } from "@/app/pricing/[[...language]]/periods";
import { soldPrices } from "@/app/pricing/[[...language]]/sold-prices";
import { type Offered, sectionsOf } from "@/app/pricing/[[...language]]/sections";
import { isOneTrial } from "@/app/pricing/[[...language]]/trials";
import { talkPlans } from "@/lib/billing/catalog-file/talk-to-us";
import { currenciesOf } from "@/lib/billing/catalog/prices";
import type { CatalogProduct } from "@/lib/billing/catalog/product";
import { type Language, messagesIn } from "@/lib/messages";
import { asSold } from "@/tests/support/catalogs/as-sold";
import { everything } from "@/tests/support/catalogs/everything";
import { markupOf } from "@/tests/support/markup";

// The file that the pages read: the made-up company's.
vi.mock("@/billing/catalog", async () => ({
  catalog: (await import("@/tests/support/catalogs/everything")).everything,
}));

type Reader = {
  trials: object;
  workspaceId: string;
  members: number;
  mayBill: boolean;
  current: unknown[];
  planned: unknown[];
  hadPlan: string | null;
};
let reader: Reader | null;
let language: Language;
vi.mock("@/app/pricing/[[...language]]/offer-provider", () => ({
  useOffer: () => ({ offer: reader, workspace: null, messages: messagesIn(language).sentences.pricing.personal }),
}));

const sold = asSold(everything);
const currencies = currenciesOf(sold, everything.currencies);
const periods = periodsOf(sold);

beforeEach(() => {
  reader = null;
  language = "en";
});

/** The text of a card's parts that one currency shows, on all tabs. */
async function card(
  key: string,
  currency = "usd",
  inLanguage: Language = "en",
  more: Partial<CatalogProduct> = {},
): Promise<string> {
  language = inLanguage;
  const product = sold.find(({ catalogKey }) => catalogKey === key);
  if (!product) throw new Error(`The fixture sells no ${key}.`);
  const html = await markupOf(
    <PlanCard
      product={{ ...product, ...more }}
      currencies={currencies}
      periods={periods}
      trial={product.trialDays === undefined ? 7 : product.trialDays}
      messages={messagesIn(inLanguage)}
    />,
  );
  // A price is a block, or a sentence, with its currency's number.
  const blocks = html.split(/(?=<(?:div|p) [^>]*data-currency=")|(?=<p class="small ?">)|(?=<h4)/);
  return blocks
    .filter(
      (block) =>
        !/^<\w+ [^>]*data-currency/.test(block) || block.includes(`data-currency="${currencies.indexOf(currency)}"`),
    )
    .join(" ")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&#x27;", "'")
    .replaceAll(/[\s\u00a0\u202f]+/g, " ");
}

describe("a card says each shape of a price", () => {
  const said: [key: string, currency: string, language: Language, texts: string[]][] = [
    ["free", "usd", "en", ["Free To look around.", "Free No card needed."]],
    ["free", "eur", "de", ["Gratis Zum Umsehen.", "Kostenlos Ohne Karte."]],
    [
      "solo",
      "usd",
      "en",
      [
        "$12 per month Billed monthly or €11, ¥1,800",
        "$11 per month $33 billed quarterly or €10, ¥1,634 Save $12 a year",
        "$10 per month $120 billed yearly or €9.17, ¥1,500 Save $24 a year",
        "Start 14-day free trial No card needed, nothing to pay for 14 days",
      ],
    ],
    [
      "solo",
      "eur",
      "de",
      [
        "11 € pro Monat",
        "10 € pro Monat Vierteljährlich 30 €",
        "9,17 € pro Monat Jährlich 110 € oder 10 $, 1.500 ¥ 22 € im Jahr sparen",
        "14 Tage kostenlos testen Ohne Karte, 14 Tage lang nichts zu zahlen",
      ],
    ],
    [
      "team",
      "usd",
      "en",
      [
        "Most popular",
        "$8 per person, per month Billed monthly or €7",
        "plus $99 once, when you start, even with a free trial",
        "At least 3 seats: 3 × $8 = $24 per month.",
        "from $290 per year",
        "People Each Base 1–5 Included $290 6–50 $72 – 51 or more $60 –",
        "Each tier's price applies to the people in it.",
        "At least 3 seats: $290 per year.",
        "Start 7-day free trial $99 today, next payment after 7 days, cancel anytime",
      ],
    ],
    [
      "team",
      "eur",
      "de",
      [
        "Am beliebtesten",
        "7 € pro Person, pro Monat Monatlich abgerechnet oder 8 $",
        "zuzüglich einmalig 90 € zu Beginn, auch mit kostenloser Testzeit",
        "ab 270 € pro Jahr",
        "Personen Je Grundpreis 1–5 Inklusive 270 € 6–50 65 € – ab 51 54 € –",
        "Der Preis einer Stufe gilt für die Personen darin.",
      ],
    ],
    ["team", "jpy", "en", ["Not available in JPY."]],
    [
      "studio",
      "usd",
      "en",
      [
        "$20 per seat, per month Billed monthly or €19",
        "2 to 40 seats. Seats 2 × $20 = $40 per month Choose Studio",
        "from $400 per year Seats Each Base 1–10 $200 – 11 or more $175 $50",
        "The tier that you reach sets the price of all seats.",
        "Seats $400 per year Choose Studio",
      ],
    ],
    ["studio", "eur", "de", ["19 € pro Platz, pro Monat", "2 bis 40 Plätze. Plätze 2 × 19 € = 38 € pro Monat"]],
    [
      "build",
      "usd",
      "en",
      [
        "$49 per month or €45",
        "plus $0.002 per API call",
        "plus $5 per 100 GB",
        "Start 7-day free trial No card needed, nothing to pay for 7 days",
      ],
    ],
    ["build", "eur", "de", ["45 € pro Monat", "zuzüglich 0,0019 € pro API-Aufruf", "zuzüglich 4,50 € je 100 GB"]],
    [
      "calls",
      "usd",
      "en",
      [
        "By usage billed per month API calls Each 1–1,000 Included 1,001 or more $0.015",
        "Each tier's price applies to the API calls in it.",
      ],
    ],
    ["calls", "usd", "de", ["Nach Verbrauch abgerechnet pro Monat API-Aufrufe Je 1–1.000 Inklusive ab 1.001 0,015 $"]],
    [
      "packs",
      "usd",
      "en",
      ["$35 per 5 cameras, per month A started pack counts in full. or €32", "Number of cameras $35 per month"],
    ],
    [
      "packs",
      "usd",
      "de",
      ["35 $ je 5 Kameras, pro Monat", "Ein angefangenes Paket zählt ganz.", "Anzahl der Kameras"],
    ],
  ];
  test.each(said)("%s in %s, %s", async (key, currency, inLanguage, texts) => {
    const text = await card(key, currency, inLanguage);
    for (const one of texts) expect(text).toContain(one);
  });

  test("only in currencies in which all that comes with it is sold", () => {
    const build = sold.find(({ catalogKey }) => catalogKey === "build");
    const inDollars = (build?.companions ?? []).map((price) => ({ ...price, options: {} }));
    expect(build && soldPrices(build).map(({ currency }) => currency)).toEqual(["usd", "eur"]);
    expect(build && soldPrices({ ...build, companions: inDollars }).map(({ currency }) => currency)).toEqual(["usd"]);
  });

  test("without what is hidden, retired, or another currency's", async () => {
    expect(sold.map(({ catalogKey }) => catalogKey)).not.toContain("legacy");
    expect(await card("build")).not.toMatch(/\$39|€45 per month/);
    expect(await card("phone")).not.toContain("$9");
    expect(await card("studio")).not.toContain("free trial");
  });
});

describe("what is personal", () => {
  const person: Reader = {
    trials: {},
    workspaceId: "w",
    members: 7,
    mayBill: false,
    current: [],
    planned: [],
    hadPlan: null,
  };

  test("is what the seats of the workspace cost", async () => {
    reader = person;
    const text = await card("team");
    expect(text).toContain("7 people: 7 × $8 = $56 per month. Each new member adds a seat.");
    expect(text).toContain("7 people: $434 per year. Each new member adds a seat.");
    reader = { ...person, members: 2 };
    expect(await card("team")).toContain("At least 3 seats: 3 × $8 = $24 per month.");
    expect(await card("team")).not.toContain("Each new member");
  });
});

test("a trial without a card needs one where a set-up fee is due at once", async () => {
  const trialWithoutCard = "cancel" as const;
  expect(await card("team", "usd", "en", { trialWithoutCard })).not.toContain("No card needed");
  expect(await card("team", "usd", "en", { trialWithoutCard, setupFees: [] })).toContain("No card needed");
});

test("tabs are the intervals that there is a choice of, and each plan can be bought on each", async () => {
  expect(periods).toEqual([
    { interval: "month", intervalCount: 1 },
    { interval: "month", intervalCount: 3 },
    { interval: "year", intervalCount: 1 },
  ]);
  const shown = async (key: string) => {
    const product = sold.find(({ catalogKey }) => catalogKey === key);
    const html = await markupOf(
      <PlanCard
        product={product ?? sold[0]!}
        currencies={currencies}
        periods={periods}
        trial={null}
        messages={messagesIn("en")}
      />,
    );
    return [
      ...html.matchAll(/<div [^>]*data-currency="0"[^>]*>|<div [^>]*data-periods="([^"]*)"[^>]*data-currency="0"/g),
    ].map(([tag]) => /data-periods="([^"]*)"/.exec(tag)?.[1] ?? "all");
  };
  expect(await shown("solo")).toEqual(["0", "1", "2"]);
  expect(await shown("team")).toEqual(["0 1", "2"]);
  expect(await shown("build")).toEqual(["all"]);
});

test("sections follow the file: its groups as they come, its order in each, then what it lacks, and add-ons last", () => {
  const foreign = { ...sold[0]!, productId: "prod_foreign", catalogKey: null };
  const keys = (offered: Offered[]) => offered.map((one) => one.key);
  const place = (key: string | null) => {
    const at = everything.plans.findIndex((plan) => plan.key === key);
    return at < 0 ? everything.plans.length : at;
  };
  const sections = sectionsOf([foreign, ...sold.toReversed()], talkPlans(everything.plans), place);
  expect(sections.map(({ group, offered }) => [group, keys(offered)])).toEqual([
    ["plan", ["prod_free", "prod_solo", "prod_team", "prod_studio", "prod_build", "enterprise", "prod_foreign"]],
    ["support", ["prod_phone"]],
    [null, ["prod_calls", "prod_packs"]],
  ]);
});

test("one sentence says the trial for all plans only where no plan says its own", () => {
  expect(isOneTrial(sold)).toBe(false);
  expect(isOneTrial(sold.filter(({ catalogKey }) => catalogKey === "free" || catalogKey === "team"))).toBe(true);
});
