import type { FreedSeat } from "@/lib/billing/seats/freed";
import type { Messages } from "@/lib/messages";

/** What becomes of the bill when a member is gone; nothing where no plan is per seat. */
export function Freed({ seats, messages }: { seats: FreedSeat[]; messages: Messages }) {
  return seats.map(({ itemId, isYours, outcome, creditMinor, currency }) => (
    <p key={itemId} className="small">
      {messages.t(`workspaces.freed.${outcome}`, {
        you: String(isYours),
        amount: messages.money(creditMinor, currency),
      })}
    </p>
  ));
}
