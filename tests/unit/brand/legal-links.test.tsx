import { readFileSync } from "node:fs";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { LegalLinks } from "@/app/_components/legal-links";
import { messagesIn } from "@/lib/messages";

test.each([
  ["en", { terms: "/terms", privacy: null }, [`href="/terms"`, "Terms of service"]],
  [
    "de",
    { terms: "/terms", privacy: { en: "/privacy", de: "/datenschutz" } },
    [`href="/terms"`, `href="/datenschutz"`],
  ],
] as const)("terms and privacy are linked where the brand has them (%s)", (language, links, shown) => {
  const html = renderToStaticMarkup(<LegalLinks messages={messagesIn(language)} links={links} />);
  for (const text of shown) expect(html).toContain(text);
  expect(html.match(/<a /g)).toHaveLength(Object.values(links).filter(Boolean).length);
});

test("a brand without legal pages has no empty line", () => {
  const links = { terms: null, privacy: null };
  expect(renderToStaticMarkup(<LegalLinks messages={messagesIn("en")} links={links} />)).toBe("");
});

test.each([
  "pricing/[[...language]]/page.tsx",
  "(pages)/login/page.tsx",
  "(pages)/dashboard/change/confirm.tsx",
  "(pages)/dashboard/cancel/page.tsx",
  "(pages)/dashboard/resume/page.tsx",
  "(pages)/dashboard/seats/page.tsx",
])("they are where people decide: %s", (page) => {
  expect(readFileSync(new URL(`../../../app/${page}`, import.meta.url), "utf8")).toContain("<LegalLinks ");
});
