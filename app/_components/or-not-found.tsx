import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { getUser } from "@/lib/auth";
import { setStatus } from "@/lib/exchange";
import type { Messages } from "@/lib/messages";
import { normalizeUuid } from "@/lib/uuid";
import { findRemoval, type Removal } from "@/lib/workspaces/removed";
import { getMessages } from "./get-messages";
import { NotFoundPage } from "./not-found-page";
import { codeOf } from "./product-error";
import { RemovedPage } from "./removed-page";
import { decoded, parameter, type SearchParams } from "./search-params";

const MISSING = ["not_found", "workspace_not_found"];

/**
 * A page that shows the one for an unknown address when it throws `not_found` or `workspace_not_found`; somebody who was
 * removed from the workspace reads that. Next's own way (`notFound()`) answers with an empty page that a script fills, so
 * without JavaScript nobody reads it.
 */
export const orNotFound =
  <Props,>(Page: (props: Props) => Promise<ReactNode>, messages: () => Promise<Messages> = getMessages) =>
  async (props: Props): Promise<ReactNode> => {
    try {
      return await Page(props);
    } catch (error) {
      const code = codeOf(error) ?? "";
      if (!MISSING.includes(code)) throw error;
      if (!setStatus(404)) notFound();
      const removal = code === "workspace_not_found" ? await removalFrom(props as Asked) : null;
      if (removal) return <RemovedPage removal={removal} messages={await messages()} />;
      return <NotFoundPage messages={await messages()} />;
    }
  };

/** Pages name the workspace in the path or as a parameter. */
type Asked = { params?: Promise<{ id?: string }>; searchParams?: SearchParams };

async function removalFrom({ params, searchParams }: Asked): Promise<Removal | null> {
  const inPath = (await params)?.id;
  const asked = inPath ? decoded(inPath) : searchParams && (await parameter(searchParams, "workspace"));
  const user = asked ? await getUser() : null;
  return user && asked ? findRemoval(user.id, normalizeUuid(asked)) : null;
}
