"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { pathWith, paths } from "@/app/_components/paths";
import { rememberPortalVisit, takePortalVisit } from "@/app/_components/portal-visit";
import { useRefresh } from "@/app/_components/use-refresh";

const WATCH_FOR_MS = 60_000;

type Props = {
  asked: boolean;
  present: string;
  others: string[];
  hasMore: boolean;
  /** The address claims that something was done, which our copy may not know yet. */
  awaits: boolean;
  children: string;
};

/**
 * After a return from the portal: first to the workspace that the visitor came from, where the address names none. Then
 * the page refreshes for a minute, because changes reach us by webhook; `children` announces it to screen readers. After
 * that the address claims nothing any more.
 */
export function WatchReturn({ asked, present, others, hasMore, awaits, children }: Props) {
  const router = useRouter();
  // A text, so that it is equal from one rendering to the next.
  const othersIds = others.join(" ");
  const [arrivedAt, setArrivedAt] = useState(0);
  useRefresh(arrivedAt > 0);

  useEffect(() => {
    const arrive = () => {
      const visit = takePortalVisit();
      if (!visit && !awaits) return;
      // Only to a workspace of theirs, because another user may have signed in since. Of a user with more workspaces
      // than the page lists it may be any but this one.
      const isOther =
        visit && (othersIds.split(" ").includes(visit.workspaceId) || (hasMore && visit.workspaceId !== present));
      if (!asked && isOther) {
        rememberPortalVisit(visit.workspaceId);
        location.replace(pathWith(paths.dashboard, { workspace: visit.workspaceId }));
      } else {
        setArrivedAt(Date.now());
        router.refresh();
      }
    };
    // Also when the browser's back button brings the page as it was left.
    const wake = (event: PageTransitionEvent) => {
      if (event.persisted) arrive();
    };
    const started = setTimeout(arrive, 0);
    addEventListener("pageshow", wake);
    return () => {
      clearTimeout(started);
      removeEventListener("pageshow", wake);
    };
  }, [router, asked, othersIds, hasMore, present, awaits]);

  useEffect(() => {
    if (arrivedAt === 0) return;
    const ending = setTimeout(() => {
      setArrivedAt(0);
      forgetClaim();
    }, WATCH_FOR_MS);
    return () => clearTimeout(ending);
  }, [arrivedAt]);

  return (
    <p role="status" className="visually-hidden">
      {arrivedAt > 0 && children}
    </p>
  );
}

/** A page that is reloaded, or kept among the bookmarks, says nothing as news. */
function forgetClaim(): void {
  const address = new URL(location.href);
  if (!address.searchParams.has("done")) return;
  address.searchParams.delete("done");
  // Next takes an address that comes with its own state for its own doing, and would bring the old one back.
  history.replaceState(null, "", address);
}
