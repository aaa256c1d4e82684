"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { pathWith, paths } from "@/app/_components/paths";
import { rememberPortalVisit, takePortalVisit } from "@/app/_components/portal-visit";
import { words } from "./words";

const ASK_EVERY_MS = 2_000;
const WATCH_FOR_MS = 60_000;

/**
 * After a return from the portal: first to the workspace that the visitor came from, as Stripe returns everybody to the
 * bare dashboard; then, for a minute, the page renews itself, because what was changed there reaches us by webhook.
 */
export function WatchReturn({ workspaceId, asked }: { workspaceId: string; asked: boolean }) {
  const router = useRouter();
  const [watching, setWatching] = useState(false);

  useEffect(() => {
    let asking: ReturnType<typeof setInterval> | undefined;
    let ending: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      clearInterval(asking);
      clearTimeout(ending);
      setWatching(false);
    };
    const arrive = () => {
      const visit = takePortalVisit();
      if (!visit) return;
      if (visit.workspaceId !== workspaceId && !asked) {
        rememberPortalVisit(visit.workspaceId);
        location.replace(pathWith(paths.dashboard, { workspace: visit.workspaceId }));
        return;
      }
      stop();
      setWatching(true);
      router.refresh();
      asking = setInterval(() => router.refresh(), ASK_EVERY_MS);
      ending = setTimeout(stop, WATCH_FOR_MS);
    };
    // Also when the browser's back button brings the page as it was left.
    const wake = (event: PageTransitionEvent) => {
      if (event.persisted) arrive();
    };
    const started = setTimeout(arrive, 0);
    addEventListener("pageshow", wake);
    return () => {
      clearTimeout(started);
      clearInterval(asking);
      clearTimeout(ending);
      removeEventListener("pageshow", wake);
    };
  }, [router, workspaceId, asked]);

  return (
    <p role="status" className="visually-hidden">
      {watching && words.watching}
    </p>
  );
}
