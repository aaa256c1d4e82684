import type { Words } from "@/lib/messages";

/** Beside the ways to Stripe: without JavaScript none of them is shown, and this says why. */
export function NeedsScript({ words }: { words: Words }) {
  return (
    <noscript>
      <p className="small muted">{words.t("site.needsScript")}</p>
    </noscript>
  );
}
