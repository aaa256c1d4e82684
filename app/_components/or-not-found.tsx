import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { setStatus } from "@/lib/exchange";
import type { Messages } from "@/lib/messages";
import { getMessages } from "./get-messages";
import { NotFoundPage } from "./not-found-page";
import { codeOf } from "./product-error";

const MISSING = ["not_found", "workspace_not_found"];

/**
 * A page that shows the one for an unknown address when it throws `not_found` or `workspace_not_found`. Next's own way
 * (`notFound()`) answers with an empty page that a script fills, so without JavaScript nobody reads it.
 */
export const orNotFound =
  <Props,>(Page: (props: Props) => Promise<ReactNode>, messages: () => Promise<Messages> = getMessages) =>
  async (props: Props): Promise<ReactNode> => {
    try {
      return await Page(props);
    } catch (error) {
      if (!MISSING.includes(codeOf(error) ?? "")) throw error;
      if (!setStatus(404)) notFound();
      return <NotFoundPage messages={await messages()} />;
    }
  };
