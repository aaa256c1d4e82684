"use client";

import { useBrowserMessages } from "@/app/_components/browser-messages";
import { pathWith, paths } from "@/app/_components/paths";
import { useOffer } from "./offer-provider";

/** Sign-in, or the dashboard for signed-in visitors. */
export function AccountLink() {
  const messages = useBrowserMessages();
  const { offer } = useOffer();
  if (!offer) return <a href={paths.login}>{messages.signIn}</a>;
  return <a href={pathWith(paths.dashboard, { workspace: offer.workspaceId })}>{messages.dashboard}</a>;
}
