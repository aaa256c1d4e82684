import { connection } from "next/server";
import type { Messages } from "@/lib/messages";
import type { Removal } from "@/lib/workspaces/removed";
import { dayOf } from "./day-of";
import { paths } from "./paths";
import { SiteHeader } from "./site-header";

/** In place of a page of a workspace that its reader was removed from. */
export async function RemovedPage({ removal: { name, at }, messages }: { removal: Removal; messages: Messages }) {
  // As on the page for an unknown address.
  await connection();
  const { t, sentences } = messages;
  return (
    <>
      <SiteHeader />
      <main id="main" className="wrap page">
        <div className="narrow centered stack">
          <h1>{t("workspaces.wasRemoved", { name })}</h1>
          <p>{t.rich("workspaces.wasRemovedWhat", { date: dayOf(at) })}</p>
          <a className="button" href={paths.workspaces}>
            {sentences.workspaces.all}
          </a>
        </div>
      </main>
    </>
  );
}
