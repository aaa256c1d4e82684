import type { Messages } from "@/lib/messages";

/** Explains why the links to Stripe are hidden without JavaScript. */
export function NeedsScript({ messages }: { messages: Messages }) {
  return (
    <noscript>
      <p className="small muted">{messages.t("site.needsScript")}</p>
    </noscript>
  );
}
