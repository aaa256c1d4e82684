import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { languages } from "@/lib/languages.mjs";
import { compose, type MailLinks, type MailSources } from "@/lib/mail/compose";
import { contentOf } from "@/lib/mail/content";
import { isLinked, type MailData } from "@/lib/mail/kinds";
import { plainName } from "@/lib/mail/parts";
import { KIND_NAMES, SAMPLES } from "./samples";

const HOME = "https://app.example.com";
const LINK = `${HOME}/somewhere/id?token=a&b=c`;
const links: MailLinks = {
  address_confirmation: () => LINK,
  address_contested: () => LINK,
  password_reset: () => LINK,
  sign_in_link: () => LINK,
  invitation: () => LINK,
};
const sources: MailSources = {
  links,
  standing: () => Promise.resolve({ accessUntil: { day: new Date("2026-12-14T10:00:00Z"), isOver: false } }),
};
const about = { createdAt: new Date("2026-11-30T08:05:00Z"), workspaceId: null };

beforeEach(() => {
  for (const [name, value] of Object.entries({
    FRONT_END_BASE_URL: HOME,
    NEXTAUTH_URL: HOME,
    NEXTAUTH_SECRET: "a-long-enough-secret-text",
    STRIPE_API_SECRET: "sk_test_1",
    STRIPE_WEBHOOK_SECRET: "whsec_1",
    DATABASE_URL: "postgresql://db/app",
  }))
    vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

const every = KIND_NAMES.flatMap((kind) =>
  SAMPLES[kind].flatMap((data, n) => languages.map((language) => ({ kind, data, n, language }))),
);

const compiled = async ({ kind, data, language }: (typeof every)[number]) => {
  const row = {
    id: "22222222-2222-4222-8222-222222222222",
    key: "key",
    userId: null,
    to: "ada@example.com",
    attempts: 0,
    ...about,
  };
  const message = await compose({ ...row, kind, data, language, nextAttemptAt: about.createdAt }, sources);
  if (!message) throw new Error("Nothing is sent.");
  return message;
};

/** What a reader of the HTML sees, without tags. */
const readable = (html: string) =>
  html
    .replace(/<style[^]*?<\/style>|<title[^]*?<\/title>|<!--[^]*?-->/g, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&#x27;", "'")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");

describe.each(every)("$kind $n in $language", (one) => {
  test("says the same in both parts, in its language", async () => {
    const { html, text, subject } = await compiled(one);
    expect(html).toMatch(/^<!DOCTYPE html/i);
    expect(html).toMatch(new RegExp(`<html[^>]* lang="${one.language}"`));
    const lines = text.replace(/^-- $/m, "").split(/\n+/).filter(Boolean);
    for (const line of lines)
      if (line.startsWith(HOME)) expect(html).toContain(`href="${line.replaceAll("&", "&amp;")}"`);
      else expect(readable(html)).toContain(line.replace(/:$/, "").replaceAll(/\s+/g, " "));
    expect(text.startsWith(`${subject}\n`)).toBe(true);
    expect(text).not.toMatch(/<|&\w+;|undefined|\bnull\b|\{|NaN/);
    expect(subject).not.toMatch(/[\r\n{}]/);
    expect(subject.length).toBeLessThan(78);
  });

  test("loads nothing and tracks nobody: no image, no script, no address but the app's", async () => {
    const { html } = await compiled(one);
    expect(html).not.toMatch(/<(img|script|link|iframe|object|form)\b|url\(|@import|background=/i);
    const addresses = [...html.matchAll(/https?:\/\/[^\s"'<>]+/g)].map(([address]) => address);
    const others = addresses.filter(
      (address) => !address.startsWith(HOME) && !address.startsWith("http://www.w3.org/"),
    );
    expect(others).toEqual([]);
  });

  test("can be read in dark mode, on a phone, and by a screen reader", async () => {
    const { html } = await compiled(one);
    expect(html).toContain('<meta name="color-scheme" content="light dark"');
    expect(html).toContain("@media (prefers-color-scheme: dark)");
    expect(html).toContain('name="viewport"');
    expect(html.match(/<table/g)?.length).toBe(html.match(/<table[^>]*role="presentation"/g)?.length);
    expect(html.match(/<h1/g)).toHaveLength(1);
  });

  test("leads where it says", async () => {
    const { html, text } = await compiled(one);
    expect(text.includes(LINK)).toBe(isLinked(one.kind));
    // The button, and the same address to be copied.
    expect(html.split(`href="${LINK.replaceAll("&", "&amp;")}"`).length - 1).toBe(isLinked(one.kind) ? 2 : 0);
  });
});

test("each language says it in its own way", async () => {
  for (const kind of KIND_NAMES) {
    const subjects = languages.map((language) =>
      contentOf(kind, SAMPLES[kind][0] ?? {}, language, { ...about, link: LINK }),
    );
    expect(new Set(subjects.map(({ subject }) => subject)).size).toBe(languages.length);
  }
});

test("times are told with their zone, and the new address to the old one's reader only in part", () => {
  const told = contentOf("address_changed", { newAddress: "new.person@example.org", reader: "before" }, "en", {
    ...about,
    link: "",
  });
  expect(told.paragraphs.join(" ")).toMatch(/November 30, 2026 at 8:05.AM UTC/);
  expect(JSON.stringify(told)).not.toContain("new.person");
  expect(JSON.stringify(told).replaceAll("\u2060", "")).toContain("n…@example.org");
  const itself = contentOf("address_changed", { newAddress: "new.person@example.org", reader: "new" }, "en", {
    ...about,
    link: "",
  });
  expect(itself.paragraphs[0]?.replaceAll("\u2060", "")).toMatch(/ used new\.person@example\.org .* we write to it\.$/);
});

test("what costs something is the plan, and one without a name has a sentence that is right in each language", () => {
  const lines = (language: "en" | "de", n: number) =>
    contentOf("plan_changed", SAMPLES.plan_changed[n] as MailData<"plan_changed">, language, { ...about, link: "" })
      .paragraphs;
  expect([lines("en", 0)[1], lines("de", 0)[1]]).toEqual([
    "Pro costs $29.00 per year.",
    "Pro kostet 29,00\u00a0$ pro Jahr.",
  ]);
  expect(lines("de", 2)[0]).toBe("Der Arbeitsbereich Ada's team nutzt jetzt Pro statt bisher Ihr Abonnement.");
});

test("whose trial ends without a payment method is told what to do and what it costs, and of no charge", () => {
  const lines = (n: number) =>
    contentOf("trial_ending", SAMPLES.trial_ending[n] as MailData<"trial_ending">, "en", { ...about, link: "" })
      .paragraphs;
  expect(lines(0)[1]).toMatch(/^We'll charge \$29\.00 on /);
  expect(lines(1).slice(1)).toEqual([
    "Add a payment method on your dashboard to keep the plan.",
    "The first payment is $29.00, before discounts, credit and tax.",
  ]);
});

test("who didn't change the address replies to the mail where there is no support page", () => {
  const told = contentOf("address_changed", { newAddress: "new.person@example.org", reader: "before" }, "en", {
    ...about,
    link: "",
  });
  expect([told.paragraphs[1], told.action]).toEqual(["If this wasn't you, reply to this mail right away.", undefined]);
});

describe("a name that a stranger chose", () => {
  const hostile = "Click https://evil.example/pay now!\r\nBcc: <victim@example.com> www.evil.example";

  test("makes no link and no header, and is short", async () => {
    const data = {
      linkId: "11111111-1111-4111-8111-111111111111",
      workspace: hostile,
      inviter: hostile,
      role: "admin" as const,
    };
    const { html, text, subject } = await compiled({ kind: "invitation", data, n: 0, language: "en" });
    for (const part of [html, text, subject]) expect(part).not.toMatch(/evil\.example|https:\/\/evil/);
    expect(subject).not.toMatch(/[\r\n]/);
    expect([...plainName("x".repeat(500))]).toHaveLength(60);
  });

  test("is text, not HTML", async () => {
    const data = { workspace: "<b>Bold</b><script>alert(1)</script>" };
    const { html } = await compiled({ kind: "removed_from_workspace", data, n: 0, language: "en" });
    expect(html).not.toContain("<b>");
    expect(html).not.toContain("<script");
  });

  test("of usual kinds stays as it is", () => {
    for (const name of ["Ada's team", "Müller & Söhne GmbH", "株式会社テスト", "R2-D2 (dev)"])
      expect(plainName(name)).toBe(name);
    expect(plainName("  two \t words ")).toBe("two words");
  });
});

test("a mail whose link no longer works is not sent", async () => {
  const none: MailLinks = { ...links, password_reset: () => null };
  const row = {
    id: "1",
    key: "key",
    userId: null,
    to: "ada@example.com",
    attempts: 0,
    ...about,
    nextAttemptAt: about.createdAt,
    language: "en",
  };
  expect(
    await compose({ ...row, kind: "password_reset", data: SAMPLES.password_reset[0] }, { ...sources, links: none }),
  ).toBeNull();
});
