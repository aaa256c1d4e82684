import type { Sentences } from "@/lib/messages";

/** What was just done; a parameter that says anything else says nothing. */
export function Done({ done, words }: { done: string | undefined; words: Sentences["workspaces"] }) {
  const sentences: Record<string, string> = words.done;
  return (
    <p role="status" className={done && Object.hasOwn(sentences, done) ? "muted" : "visually-hidden"}>
      {done && Object.hasOwn(sentences, done) ? sentences[done] : null}
    </p>
  );
}
