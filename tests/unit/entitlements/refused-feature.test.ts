import { describe, expect, test } from "vitest";
import { linkOut, whyRefused } from "@/app/_components/refused-feature";
import type { Access } from "@/lib/entitlements";
import { type Language, messagesIn } from "@/lib/messages";

const ON = new Date("2027-01-05T12:00:00Z");
const resume = { plan: "Pro", href: "https://example.com/dashboard?workspace=w#billing" };
const upgrade = { plan: "Business", href: "https://example.com/pricing?workspace=w" };

type Ended = Extract<Extract<Access, { allowed: false }>["reason"], { kind: "ended" }>;
const ended = (was: Ended["was"], on: Date | null, stopped?: Ended["stopped"]): Access => ({
  feature: "export",
  allowed: false,
  reason: { kind: "ended", was, plan: was === "override" ? null : "Pro", on, stopped },
});
const stopped = (needs: "payment" | "card", on: Date | null) => ({ needs, plan: "Pro", on });

/** As a form says it, and a gate with the day in the reader's time zone. */
function said(language: Language, access: Access, wayOut: Parameters<typeof whyRefused>[1]): string {
  const messages = messagesIn(language);
  const sentences = whyRefused(access, wayOut, messages).map(({ name, values, on }) =>
    messages.t.markup(name, { ...values, date: () => (on ? messages.date(on) : "") }),
  );
  const link = linkOut(wayOut, messages);
  return [...sentences, ...(link ? [`[${link.text}](${link.href})`] : [])].join(" ");
}

const PLANS = { en: "[See the plans]", de: "[Tarife ansehen]" };
const WHAT_TO_DO = { en: "[See what to do]", de: "[Ansehen, was zu tun ist]" };

describe.each<Language>(["en", "de"])("in %s", (language) => {
  const partOf = { en: "Export is part of Business.", de: "Export ist in Business enthalten." }[language];

  test.each<[string, Access, { en: string; de: string }]>([
    [
      "a payment is overdue",
      ended("grace", ON, stopped("payment", ON)),
      {
        en: "Pro stopped on January 5, 2027, because a payment is overdue. Export comes back as soon as it goes through.",
        de: "Pro ruht seit dem 5. Januar 2027, weil eine Zahlung überfällig ist. Export kommt wieder, sobald sie eingeht.",
      },
    ],
    [
      "a payment is overdue, nobody knows since when",
      ended("grace", null, stopped("payment", null)),
      {
        en: "Pro is stopped, because a payment is overdue. Export comes back as soon as it goes through.",
        de: "Pro ruht, weil eine Zahlung überfällig ist. Export kommt wieder, sobald sie eingeht.",
      },
    ],
    [
      "a payment is overdue, and support's word has ended since",
      ended("override", ON, stopped("payment", null)),
      {
        en: "Pro is stopped, because a payment is overdue. Export comes back as soon as it goes through.",
        de: "Pro ruht, weil eine Zahlung überfällig ist. Export kommt wieder, sobald sie eingeht.",
      },
    ],
    [
      "a card is lacking",
      ended("trial", ON, stopped("card", ON)),
      {
        en: "The free trial of Pro ended on January 5, 2027 without a card, so Export is paused with it. Add a card to continue.",
        de: "Die kostenlose Testzeit von Pro endete am 5. Januar 2027 ohne Karte, deshalb ruht damit auch Export. Fügen Sie eine Karte hinzu, um weiterzumachen.",
      },
    ],
    [
      "a card is lacking, nobody knows since when",
      ended("trial", null, stopped("card", null)),
      {
        en: "The free trial of Pro ended without a card, so Export is paused with it. Add a card to continue.",
        de: "Die kostenlose Testzeit von Pro endete ohne Karte, deshalb ruht damit auch Export. Fügen Sie eine Karte hinzu, um weiterzumachen.",
      },
    ],
    [
      "a change to it isn't paid yet",
      { feature: "export", allowed: false, reason: { kind: "unpaid_change", plan: "Pro", limit: null } },
      {
        en: "Export is part of Pro, and included once the invoice for the change is paid.",
        de: "Export ist in Pro enthalten, sobald die Rechnung für den Wechsel bezahlt ist.",
      },
    ],
    [
      "a change to it, which allows more, isn't paid yet",
      {
        feature: "export",
        allowed: true,
        reason: { kind: "plan", plan: "Starter", until: null },
        limit: 3,
        limitUntil: null,
        used: 3,
        unpaidChange: { plan: "Pro", limit: 20 },
      },
      {
        en: "Export: the plan allows 3, and 3 are in use. Pro allows more once the invoice for the change is paid.",
        de: "Export: Der Tarif erlaubt 3, und 3 werden genutzt. Pro erlaubt mehr, sobald die Rechnung für den Wechsel bezahlt ist.",
      },
    ],
  ])("%s: the plan that they have is not offered to them", (_, access, sentences) => {
    expect(said(language, access, { resume })).toBe(`${sentences[language]} ${WHAT_TO_DO[language]}(${resume.href})`);
  });

  test.each<[string, Access, { en: string; de: string }]>([
    [
      "the plan ended",
      ended("plan", ON),
      { en: "Pro ended on January 5, 2027. ", de: "Pro endete am 5. Januar 2027. " },
    ],
    ["the plan ended, nobody knows when", ended("plan", null), { en: "Pro ended. ", de: "Pro endete. " }],
    [
      "the plan ended while its payment was overdue",
      ended("grace", ON),
      { en: "Pro ended on January 5, 2027. ", de: "Pro endete am 5. Januar 2027. " },
    ],
    [
      "the trial ended",
      ended("trial", ON),
      {
        en: "The free trial of Pro ended on January 5, 2027. ",
        de: "Die kostenlose Testzeit von Pro endete am 5. Januar 2027. ",
      },
    ],
    [
      "support's word ended",
      ended("override", ON),
      { en: "What we granted ended on January 5, 2027. ", de: "Was wir gewährt haben, endete am 5. Januar 2027. " },
    ],
    ["nothing had it", { feature: "export", allowed: false, reason: { kind: "not_included" } }, { en: "", de: "" }],
  ])("%s: that is said, and which plan has it", (_, access, sentences) => {
    expect(said(language, access, { upgrade })).toBe(
      `${sentences[language]}${partOf} ${PLANS[language]}(${upgrade.href})`,
    );
    // No plan on offer has it.
    expect(said(language, access, {})).toBe(sentences[language].trim());
  });

  test("a limit is reached: how much there is, and the plan that allows more", () => {
    const access: Access = {
      feature: "export",
      allowed: true,
      reason: { kind: "plan", plan: "Pro", until: null },
      limit: 2000,
      limitUntil: null,
      used: 2001,
    };
    const limit = {
      en: "Export: the plan allows 2,000, and 2,001 are in use.",
      de: "Export: Der Tarif erlaubt 2.000, und 2.001 werden genutzt.",
    }[language];
    const more = { en: "Business allows more.", de: "Business erlaubt mehr." }[language];
    expect(said(language, access, { upgrade })).toBe(`${limit} ${more} ${PLANS[language]}(${upgrade.href})`);
    expect(said(language, access, {})).toBe(limit);
  });
});
