import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { TalkToUsCard } from "@/app/pricing/[[...language]]/talk-to-us";
import { languages } from "@/lib/languages.mjs";
import { messagesIn } from "@/lib/messages";
import { talkPlans, type TalkPlan } from "@/lib/billing/catalog-file/talk-to-us";
import { everything } from "@/tests/support/catalogs/everything";

const [enterprise] = talkPlans(everything.plans);
if (!enterprise) throw new Error("The catalog has no plan that is agreed on in person.");
const plan: TalkPlan = { ...enterprise, texts: { en: { name: "Enterprise", description: "For many workspaces." } } };

describe.each(languages)("a plan that is agreed on in person, in %s,", (language) => {
  const html = renderToStaticMarkup(<TalkToUsCard plan={plan} messages={messagesIn(language)} />);

  test("has a way to reach somebody in place of a price", () => {
    expect(html).toContain('href="mailto:sales@lumen.example"');
    expect(html).toContain(messagesIn(language).t("pricing.talk.action"));
    expect(html).not.toMatch(/[$€]\s?\d/);
  });

  test("is described, and says what it carries", () => {
    expect(html).toContain("Enterprise");
    expect(html).toContain("For many workspaces.");
    expect(html).toContain("Single");
  });
});

test("its own language comes before English", () => {
  const german = {
    ...plan,
    texts: { ...plan.texts, de: { name: "Konzern", description: "Für viele Arbeitsbereiche." } },
  };
  expect(renderToStaticMarkup(<TalkToUsCard plan={german} messages={messagesIn("de")} />)).toContain("Konzern");
  expect(renderToStaticMarkup(<TalkToUsCard plan={german} messages={messagesIn("en")} />)).toContain("Enterprise");
});
