import type { Messages } from "@/lib/messages";

/** Beside the ways to Stripe: without JavaScript none of them is shown, and this says why. */
export function NeedsScript({ messages }: { messages: Messages }) {
  return (
    <noscript>
      <p className="small muted">{messages.t("site.needsScript")}</p>
    </noscript>
  );
}
