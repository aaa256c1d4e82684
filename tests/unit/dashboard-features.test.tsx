import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { BrowserMessagesProvider } from "@/app/_components/browser-messages";
import { Features } from "@/app/(pages)/dashboard/features";
import type { Access } from "@/lib/entitlements";
import { messagesIn } from "@/lib/messages";

test("what ended at once stands together, also where a plan that has stopped could give some of it back", () => {
  const on = new Date("2027-01-05T12:00:00Z");
  const ended = { kind: "ended", was: "plan", plan: "Business", on } as const;
  const access: Access[] = [
    { feature: "chat", allowed: false, reason: { ...ended, stopped: { needs: "payment", plan: "Pro", on } } },
    { feature: "sso", allowed: false, reason: ended },
  ];
  const messages = messagesIn("en");
  const html = renderToStaticMarkup(
    <BrowserMessagesProvider messages={{ ...messages.sentences.browser, language: "en", zone: "UTC" }}>
      <Features access={access} messages={messages} />
    </BrowserMessagesProvider>,
  );
  expect(html.match(/Ended <time/g)).toHaveLength(1);
});
