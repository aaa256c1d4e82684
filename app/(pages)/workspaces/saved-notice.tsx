import type { Sentences } from "@/lib/messages";

/** What was just done; a parameter that says anything else says nothing. */
export function SavedNotice({ done, messages }: { done: string | undefined; messages: Sentences["workspaces"] }) {
  const sentences: Record<string, string> = messages.done;
  return (
    <p role="status" className={done && Object.hasOwn(sentences, done) ? "muted" : "visually-hidden"}>
      {done && Object.hasOwn(sentences, done) ? sentences[done] : null}
    </p>
  );
}
