import { paths } from "@/app/_components/paths";
import type { AddressState } from "@/lib/address-state";
import { sendsMail } from "@/lib/mail/queue";
import type { Sentences } from "@/lib/messages";

/** An address belongs to the account that confirmed it, so people are told before they rely on one. */
export function AddressNotice({ state, messages }: { state: AddressState; messages: Sentences["account"]["notice"] }) {
  if (state === "confirmed" || !sendsMail()) return null;
  return (
    <p className="notice">
      {messages[state]} <a href={paths.account}>{messages.toAccount}</a>
    </p>
  );
}
