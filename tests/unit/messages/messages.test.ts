import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, TYPE, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it, test } from "vitest";
import { createTranslator } from "use-intl/core";
import { languages } from "@/lib/languages.mjs";
import { type Sentences, messagesIn } from "@/lib/messages";
import { fill } from "@/lib/messages/fill";
import { features } from "@/billing/features";
import type { FeatureTexts } from "@/lib/billing/catalog-file/texts";

type Nested = { [name: string]: string | Nested };

const sentencesOf = (part: unknown, path: string[] = []): [string, string][] =>
  Object.entries(part as Nested).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[[...path, name].join("."), value]] : sentencesOf(value, [...path, name]),
  );

/** What stands in a sentence: each name with what it is; of a select also its cases. */
function parametersOf(elements: MessageFormatElement[]): string[] {
  const found = elements.flatMap((element): string[] => {
    switch (element.type) {
      case TYPE.literal:
      case TYPE.pound:
        return [];
      case TYPE.tag:
        return [`<${element.value}>`, ...parametersOf(element.children)];
      case TYPE.select: {
        const cases = Object.entries(element.options);
        return [
          `${element.value}: ${cases.map(([key]) => key).sort()}`,
          ...cases.flatMap(([, { value }]) => parametersOf(value)),
        ];
      }
      case TYPE.plural:
        return [
          `${element.value}: plural`,
          ...Object.values(element.options).flatMap(({ value }) => parametersOf(value)),
        ];
      default:
        return [element.value];
    }
  });
  return [...new Set(found)].sort();
}

const english = new Map(sentencesOf(messagesIn("en").sentences));
const others = languages.filter((language) => language !== "en");

describe.each(others)("%s", (language) => {
  const here = new Map(sentencesOf(messagesIn(language).sentences));

  it("has every sentence, and no other", () => {
    expect([...here.keys()]).toEqual([...english.keys()]);
  });

  test.each([...english])("%s has the same parameters as in English", (name, sentence) => {
    expect(parametersOf(parse(here.get(name) ?? ""))).toEqual(parametersOf(parse(sentence)));
  });
});

// A language that is left out is no mistake: the first one stands in for it.
test.each(Object.entries<FeatureTexts>(features))("the feature %s is described, wherever it is", (_, messages) => {
  const described = { title: expect.stringMatching(/\S/) as string, sentence: expect.stringMatching(/\S/) as string };
  expect(Object.keys(messages)).toContain(languages[0]);
  for (const language of Object.keys(messages)) expect(messages).toHaveProperty(language, described);
});

/** Says a sentence with whatever is given; throws where the library would only log. */
function say(locale: string, sentence: string, values: Record<string, string | number | (() => string)>): string {
  const onError = (error: Error) => {
    throw error;
  };
  const t = createTranslator<{ sentence: string }>({ locale, messages: { sentence }, timeZone: "UTC", onError });
  return [t.rich("sentence", values)].flat().join("");
}

describe.each(languages)("%s", (language) => {
  const sentences = messagesIn(language).sentences;
  const named = [
    ...["limit", "month", "type", "year"],
    ...[
      "all",
      "amount",
      "amounts",
      "before",
      "brand",
      "card",
      "currency",
      "dated",
      "day",
      "days",
      "each",
      "feature",
      "from",
      "inviter",
      "last4",
      "members",
      "name",
      "own",
      "payer",
      "payers",
      "refund",
      "refunded",
    ],
    ...["address", "browser", "device", "email", "how", "provider", "providers", "system"],
    ...[
      "plan",
      "plans",
      "price",
      "priced",
      "rhythm",
      "to",
      "typed",
      "what",
      "who",
      "whom",
      "workspace",
      "discount",
      "off",
    ],
    ...["address", "change", "duration", "method", "moment", "reader", "unit"],
    ...["cause", "charged", "known", "person", "same", "sessions"],
    ...["counted", "least", "many", "one", "per", "sum", "units"],
  ];
  const texts = Object.fromEntries(named.map((name) => [name, name.toUpperCase()]));
  const values = {
    initials: "AL",
    kind: "provider",
    exact: "yes",
    ...texts,
    count: 3,
    earlier: 2,
    first: 6,
    last: 50,
    min: 2,
    max: 40,
    size: 100,
    minutes: 30,
    limit: 5,
    used: 2,
    interval: "month",
    role: "owner",
    status: "paid",
    refunded: "true",
    you: "true",
    percent: 17,
    due: "$0",
    contact: () => "CONTACT",
    date: () => "DATE",
    figure: () => "FIGURE",
    today: "$0.00",
  };

  test.each(sentencesOf(sentences))("%s can be said: %s", (_, sentence) => {
    expect(say(language, sentence, values)).toMatch(/^(?!.*NaN)[^{}<>]+$/);
  });

  it("gives the browser only what `fill` can fill in", () => {
    const { browser, login, pricing, payment } = sentences;
    for (const [, sentence] of [browser, login.form, pricing.personal, payment.processing].flatMap((part) =>
      sentencesOf(part),
    )) {
      const types = parse(sentence).map(({ type }) => type);
      expect([sentence, types.filter((type) => type !== TYPE.literal && type !== TYPE.argument)]).toEqual([
        sentence,
        [],
      ]);
      expect(fill(sentence, texts)).toBe(say(language, sentence, texts));
    }
  });
});

it("an unknown name stays where it is", () => {
  expect(fill("{a} and {b}", { a: "one" })).toBe("one and {b}");
});

it("the type of another language asks for every sentence", () => {
  // @ts-expect-error a part is not all of it
  const incomplete: Sentences["payment"]["open"] = { title: "Ihr Kauf ist noch nicht abgeschlossen" };
  expect(incomplete).toBeDefined();
});

it("every page stands in a layout that renders the document in a language", () => {
  const app = fileURLToPath(new URL("../../../app", import.meta.url));
  const files = readdirSync(app, { recursive: true, encoding: "utf8" });
  const documents = files
    .filter((file) => file.endsWith("layout.tsx") && readFileSync(join(app, file), "utf8").includes("<Document"))
    .map(dirname);
  const pages = files.filter((file) => file.endsWith("page.tsx") && !file.startsWith("_components"));
  expect(pages.length).toBeGreaterThan(3);
  expect(pages.filter((page) => !documents.some((folder) => !relative(folder, page).startsWith("..")))).toEqual([]);
});
