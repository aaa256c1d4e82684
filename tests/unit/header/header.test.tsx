import type { ComponentProps } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { BrowserMessagesProvider } from "@/app/_components/browser-messages";
import { headerMessages } from "@/app/_components/header/header-messages";
import { initialsOf } from "@/app/_components/header/initials";
import { PersonalHeader } from "@/app/_components/header/personal-header";
import { languages } from "@/lib/languages.mjs";
import { type Language, messagesIn } from "@/lib/messages";

const acme = { id: "w1", name: "Acme", role: "owner" as const };
const ada = { name: "Ada King Lovelace", email: "ada@example.com" };

function shown(props: Partial<ComponentProps<typeof PersonalHeader>>, language: Language = "en"): string {
  const { sentences } = messagesIn(language);
  return renderToStaticMarkup(
    <BrowserMessagesProvider messages={{ ...sentences.browser, language, zone: "UTC" }}>
      <PersonalHeader person={ada} workspace={acme} theme="system" said={headerMessages(sentences)} {...props} />
    </BrowserMessagesProvider>,
  );
}

const linksIn = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].flatMap(([, href]) => href ?? []);
const itemsIn = (html: string) =>
  [...html.matchAll(/<li>(.*?)<\/li>/g)].map(([item]) => item.replaceAll(/<[^>]+>/g, " ").trim());

test.each([
  ["Ada King Lovelace", null, "AL"],
  ["ada", "x@example.com", "A"],
  ["  ", "bea@example.com", "B"],
  [null, "ćiro@example.com", "Ć"],
  ["李 小龍", null, "李小"],
  ["🦊 Fox (Ops)", null, "FO"],
  [null, null, ""],
])("the initials of %s, %s are %s", (name, email, initials) => {
  expect(initialsOf({ name, email })).toBe(initials);
});

test.each(languages)("the workspace stays in every link, and both menus open without JavaScript, in %s", (language) => {
  const html = shown({ known: [acme, { id: "w2", name: "Zoo", role: "member" }] }, language);
  expect(linksIn(html).filter((href) => !href.endsWith(".svg"))).toEqual([
    "/dashboard?workspace=w1",
    "/dashboard?workspace=w1",
    "/dashboard?workspace=w2",
    "/workspaces?workspace=w1",
    "/pricing?workspace=w1",
    "/dashboard?workspace=w1",
    "/account?workspace=w1",
  ]);
  for (const menu of ["workspace-menu", "account-menu"]) {
    expect(html).toMatch(new RegExp(`<button[^>]*popoverTarget="${menu}"`, "i"));
    expect(html).toMatch(new RegExp(`id="${menu}"[^>]*popover="auto"`));
  }
  expect(html).toMatch(/<form[^>]* action="\/api\/sign-out\/" method="post"/);
  expect(html).toMatch(/<form[^>]* action="\/api\/theme\/" method="post"/);
});

test("the menu marks the present workspace, names roles and searches only where there are more than seven", () => {
  const many = Array.from({ length: 8 }, (_, n) => ({ id: `x${n}`, name: `X${n}`, role: "member" as const }));
  const few = shown({ known: [acme, ...many.slice(0, 6)] });
  expect(few).not.toContain('role="search"');
  expect(itemsIn(few)).toHaveLength(7);
  expect(few.match(/<a [^>]*aria-current="true"[^>]*>/g)).toEqual([expect.stringContaining("workspace=w1")]);
  const more = shown({ known: [...many, acme] });
  expect(more).toMatch(/<form role="search"[^>]* action="\/workspaces"/);
  expect(itemsIn(more).map((item) => item.split(/\s+/)[0])).toEqual(["X0", "X1", "X2", "X3", "X4", "X5", "X6", "Acme"]);
  expect(itemsIn(more)[7]).toMatch(/Owner$/);
});

test("a visitor has the prices and sign-in, and at the sign-in page itself no link to it", () => {
  const html = shown({ person: null, workspace: null });
  expect(linksIn(html).filter((href) => !href.endsWith(".svg"))).toEqual(["/pricing", "/pricing", "/login"]);
  expect(html).not.toContain("popover");
  expect(linksIn(shown({ person: null, workspace: null, atSignIn: true }))).not.toContain("/login");
});
