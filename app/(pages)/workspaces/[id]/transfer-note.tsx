import type { Sentences } from "@/lib/messages";

/** For owners: where a workspace is transferred, which is where the member is managed. */
export function TransferNote({ messages }: { messages: Sentences["workspaces"] }) {
  return (
    <section aria-labelledby="transfer" className="stack">
      <h2 id="transfer">{messages.transfer}</h2>
      <p className="muted">{messages.transferHow}</p>
    </section>
  );
}
