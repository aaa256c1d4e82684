import type { Dashboard } from "@/lib/billing/dashboard/shown";
import type { Messages } from "@/lib/messages";

type Props = { done: string | undefined; dashboard: Dashboard; messages: Messages };

/** What was just done here, once our copy confirms it: an address is only a claim. */
export function DoneNotice({ done, dashboard, messages }: Props) {
  const { paying } = messages.sentences;
  const { subscriptions, debt } = dashboard;
  const yours = subscriptions.filter(({ isYours }) => isYours);
  const isClear = yours.length > 0 && !debt?.payer?.isYou;
  const isRunning = yours.length > 0 && yours.every(({ status }) => status !== "paused");
  const said =
    done === "paid" && isClear ? paying.paid : done === "resumed" && isRunning ? paying.resume.resumed : undefined;
  return (
    said && (
      <p role="status" className="notice small">
        {said}
      </p>
    )
  );
}
