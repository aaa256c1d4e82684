import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { BrowserMessagesProvider } from "@/app/_components/browser-messages";
import { Features } from "@/app/(pages)/dashboard/features";
import type { Access } from "@/lib/entitlements";
import { messagesIn } from "@/lib/messages";

function htmlOf(access: Access[]): string {
  const messages = messagesIn("en");
  return renderToStaticMarkup(
    <BrowserMessagesProvider messages={{ ...messages.sentences.browser, language: "en", zone: "UTC" }}>
      <Features access={access} messages={messages} />
    </BrowserMessagesProvider>,
  );
}

test("what ended at once stands together, also where a plan that has stopped could give some of it back", () => {
  const on = new Date("2027-01-05T12:00:00Z");
  const ended = { kind: "ended", was: "plan", plan: "Business", on } as const;
  const access: Access[] = [
    { feature: "chat", allowed: false, reason: { ...ended, stopped: { needs: "payment", plan: "Pro", on } } },
    { feature: "sso", allowed: false, reason: ended },
  ];
  expect(htmlOf(access).match(/Ended <time/g)).toHaveLength(1);
});

test.each([
  ["nothing counted", 0, "Up to 5.", null],
  ["some of it", 3, "3 of 5 used.", 'value="3" max="5"'],
  ["all of it", 5, "5 of 5 used. You&#x27;ve reached the limit.", 'value="5" max="5"'],
  ["more than a smaller plan has", 7, "7 of 5 used. You&#x27;ve reached the limit.", 'value="5" max="5"'],
])("a limit is a bar, with what is used beside it: %s", (_, used, said, bar) => {
  const html = htmlOf([
    {
      feature: "chat",
      allowed: true,
      limit: 5,
      limitUntil: null,
      used,
      reason: { kind: "plan", plan: "Pro", until: null },
    } as Access,
  ]);
  expect(html.replaceAll(/<!-- -->/g, "")).toContain(said);
  expect(/<progress[^>]* (value="\d+" max="\d+")/.exec(html)?.[1] ?? null).toBe(bar);
});
