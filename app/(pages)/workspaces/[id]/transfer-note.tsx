import type { Sentences } from "@/lib/messages";

/** For owners: where a workspace is transferred, which is where the member is managed. */
export function TransferNote({ messages }: { messages: Sentences["workspaces"] }) {
  return (
    <section aria-labelledby="transfer" className="stack">
      <h3 id="transfer">{messages.transfer}</h3>
      <p className="muted">
        {messages.transferLead} {messages.transferHow}
      </p>
      <a href="#members">{messages.chooseMember}</a>
    </section>
  );
}
