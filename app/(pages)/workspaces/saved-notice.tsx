import type { Sentences } from "@/lib/messages";
import { own } from "@/lib/own";

/** What was just done; a parameter that says anything else says nothing. */
export function SavedNotice({ done, messages }: { done: string | undefined; messages: Sentences["workspaces"] }) {
  const sentence = own<string>(messages.done, done);
  return (
    <p role="status" className={sentence ? "notice success" : "visually-hidden"}>
      {sentence}
    </p>
  );
}
