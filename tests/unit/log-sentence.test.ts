import { describe, expect, test } from "vitest";
import { logActor, logSentence } from "@/app/_components/log-sentence";
import { languages } from "@/lib/languages.mjs";
import { messagesIn } from "@/lib/messages";
import { LOGGED } from "@/lib/security-log/events";
import type { LoggedLine } from "@/lib/security-log/read";

const en = messagesIn("en");

const line = (more: Partial<LoggedLine>): LoggedLine => ({
  ...{ id: "1", event: "sign_in", at: new Date(0), count: 1, by: "you", actor: "Ada", concerns: "you", person: "Ada" },
  ...{ about: {}, networkAddress: null, userAgent: null },
  ...more,
});
const said = (more: Partial<LoggedLine>) => logSentence(line(more), en, "Team");

describe.each(languages)("%s", (language) => {
  test.each(Object.keys(LOGGED))("%s is a sentence of its own", (event) => {
    const about = { method: "github", email: "a@example.com", name: "Crew", workspace: "Team", role: "admin" };
    const sentence = logSentence(line({ event, about }), messagesIn(language), "Team");
    expect(sentence).toMatch(/^[\p{Lu}„][^{}]+$/u);
    expect(sentence).not.toBe(messagesIn(language).sentences.securityLog.events.other);
  });
});

test.each([
  ["password", "Signed in with a password"],
  ["mail", "Signed in with a link by mail"],
  ["github", "Signed in with GitHub"],
  ["no-longer-offered", "Signed in with no-longer-offered"],
])("signed in by %s", (method, sentence) => {
  expect(said({ about: { method } })).toBe(sentence);
});

test("a person is named as they write themselves; one whose account is deleted is a former member", () => {
  const joined = { event: "member_joined", about: { role: "member", workspace: "Team" } };
  expect(said(joined)).toBe("You joined Team (Member)");
  expect(said({ ...joined, concerns: "other", person: "ada" })).toBe("ada joined Team (Member)");
  expect(said({ ...joined, concerns: "other", person: null })).toBe("A former member joined Team (Member)");
  const changed = { event: "role_changed", about: { role: "admin" }, concerns: "other", person: null } as const;
  expect(said(changed)).toBe("Role of a former member in Team changed to Admin");
});

test("what a later release wrote, or an odd role, is no fault", () => {
  expect(said({ event: "constructor" })).toBe("Other event");
  expect(said({ event: "role_changed", about: { role: "constructor" } })).toBe(
    "Your role in Team changed to constructor",
  );
});

test.each([
  [{ by: "you" }, false, null],
  [{ by: "you" }, true, "by you"],
  [{ by: "other" }, false, "by Ada"],
  [{ by: "other", actor: null }, true, "by a former member"],
  [{ by: "operator", actor: null }, true, "by the operator"],
  [{ by: "nobody", actor: null }, true, null],
  [{ by: "other", event: "member_left" }, true, null],
] as [Partial<LoggedLine>, boolean, string | null][])("who did it: %o", (more, saysYou, actor) => {
  expect(logActor(line(more), en, saysYou)).toBe(actor);
});
