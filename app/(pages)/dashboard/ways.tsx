import { LeaveButton } from "@/app/_components/leave-button";
import type { Sentences } from "@/lib/words";

type Props = {
  workspaceId: string;
  failed: boolean;
  ending: boolean;
  over: boolean;
  hasCard: boolean;
  words: Sentences["dashboard"];
};

/** What who pays can do at Stripe, the most needed first. */
export function Ways({ workspaceId, failed, ending, over, hasCard, words }: Props) {
  const workspace_id = workspaceId;
  const card = { workspace_id, flow: "payment_method_update" };
  return (
    <>
      {failed && (
        <LeaveButton to="portal" body={card}>
          {words.card}
        </LeaveButton>
      )}
      {!over && ending && (
        <LeaveButton to="portal" body={{ workspace_id }} quiet={failed}>
          {words.keep}
        </LeaveButton>
      )}
      <LeaveButton to="portal" body={{ workspace_id }} quiet={failed || over || ending}>
        {words.manage}
      </LeaveButton>
      {!over && !ending && (
        <LeaveButton to="portal" body={{ workspace_id, flow: "subscription_update" }} quiet>
          {words.change}
        </LeaveButton>
      )}
      {!over && !failed && (
        <LeaveButton to="portal" body={card} quiet>
          {hasCard ? words.card : words.addCard}
        </LeaveButton>
      )}
      {!over && !ending && (
        <LeaveButton to="portal" body={{ workspace_id, flow: "subscription_cancel" }} quiet>
          {words.cancel}
        </LeaveButton>
      )}
    </>
  );
}
