import type { Sentences } from "@/lib/messages";
import { paths } from "../paths";
import { HeaderBar } from "./header-bar";

/** The header of a page that doesn't know who is asking, because it is for unknown addresses or for failures. */
export function PlainHeader({ messages: { main, pricing, dashboard } }: { messages: Sentences["browser"] }) {
  return (
    <HeaderBar home={paths.pricing} label={main}>
      <a href={paths.pricing}>{pricing}</a>
      <a href={paths.dashboard}>{dashboard}</a>
    </HeaderBar>
  );
}
