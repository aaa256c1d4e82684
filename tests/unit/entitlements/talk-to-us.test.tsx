import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { FeatureGate } from "@/app/_components/feature-gate";
import { refusalOf } from "@/lib/billing/entitlements/refusal";
import type { CatalogFile } from "@/lib/billing/catalog-file/catalog-file";
import type { Language } from "@/lib/languages.mjs";
import { messagesIn } from "@/lib/messages";

const { CONTACT, asked } = vi.hoisted(() => ({
  CONTACT: "mailto:sales@example.com",
  asked: { language: "en" as Language },
}));

vi.mock("@/billing/catalog", async (original) => {
  const { catalog } = await original<{ catalog: CatalogFile }>();
  const enterprise = {
    ...catalog.plans[0],
    texts: { en: { name: "Enterprise", description: "" }, de: { name: "Konzern", description: "" } },
    talkToUs: { contact: CONTACT },
    features: ["sso"],
  };
  return { catalog: { ...catalog, plans: [enterprise] } };
});
vi.mock("@/lib/billing/catalog/catalog", () => ({ getCatalog: () => Promise.resolve({ version: 1, products: [] }) }));
vi.mock("@/lib/entitlements", () => ({
  can: () => Promise.resolve({ feature: "sso", allowed: false, reason: { kind: "not_included" } }),
}));
vi.mock("@/app/_components/get-messages", () => ({ getMessages: () => Promise.resolve(messagesIn(asked.language)) }));

test("what only the plan has that is agreed on in person is refused with it, and the way to reach somebody", async () => {
  const refused = await refusalOf("w", { feature: "sso", allowed: false, reason: { kind: "not_included" } });
  expect(refused).toMatchObject({
    message: "Single sign-on is part of Enterprise.",
    extras: { upgrade: { plan: "Enterprise", href: CONTACT } },
  });
  const other = await refusalOf("w", { feature: "audit", allowed: false, reason: { kind: "not_included" } });
  expect(other).toMatchObject({ extras: { upgrade: undefined } });
});

test.each<[Language, string]>([
  ["en", "Enterprise"],
  ["de", "Konzern"],
])("a gate says so, in %s", async (language, name) => {
  asked.language = language;
  const gate = (await FeatureGate({
    workspaceId: "w",
    feature: "sso",
    children: null,
  })) as React.ReactElement<object> & { type: (props: object) => Promise<React.ReactNode> };
  const html = renderToStaticMarkup(await gate.type(gate.props));
  expect(html).toContain(name);
  expect(html).toContain(`<a href="${CONTACT}">${messagesIn(language).t("pricing.talk.action")}</a>`);
});
