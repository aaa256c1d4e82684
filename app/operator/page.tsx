import { orNotFound } from "@/app/_components/or-not-found";
import { parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { requireOperator } from "@/lib/auth/operator";
import { listDuplicates } from "@/lib/billing/duplicates/find";
import { getInboxEvent, listFailedEvents } from "@/lib/billing/operator/events";
import {
  getLastDrift,
  listFailedWork,
  listOtherAccounts,
  listOwnerRepairs,
  listUnreadable,
} from "@/lib/billing/operator/overview";
import { listRefusals } from "@/lib/billing/operator/refusals";
import { findWorkspaces } from "@/lib/billing/operator/workspaces";
import { findWorkspaceName, listUnassigned } from "@/lib/billing/ownership/outside";
import { readMissingEvents } from "@/lib/billing/setup/missing-events";
import { getHealth } from "@/lib/health";
import { listFailedMail } from "@/lib/mail/failed";
import { AssignNotice } from "./assign-notice";
import { DriftFound } from "./drift-found";
import { Duplicates } from "./duplicates";
import { FailedMail } from "./failed-mail";
import { FailedWork } from "./failed-work";
import { Facts } from "./facts";
import { FailedEvents } from "./failed-events";
import { getOperatorMessages } from "./get-messages";
import { operatorsMetadata } from "./guard";
import styles from "./operator.module.css";
import { OtherAccounts } from "./other-accounts";
import { OwnerRepairs } from "./owner-repairs";
import { MissingEvents } from "./missing-events";
import { placeIn } from "./page-start";
import { Refusals } from "./refusals";
import { ReplayNotice } from "./replay-notice";
import { messages } from "./messages";
import { Unassigned } from "./unassigned";
import { UnreadableFeatures } from "./unreadable-features";
import { Workspaces } from "./workspaces";

export const generateMetadata = operatorsMetadata;

export default orNotFound(async function OperatorPage({ searchParams }: { searchParams: SearchParams }) {
  await requireOperator();
  const [typed = "", after, eventId, replayed, assigned, refused] = await Promise.all(
    ["q", "after", "event", "replayed", "assigned", "refused"].map((key) => parameter(searchParams, key)),
  );
  const place = placeIn(after);
  const [
    health,
    failed,
    event,
    sync,
    unassigned,
    unreadable,
    duplicates,
    failedWork,
    failedMail,
    refusals,
    repairs,
    otherAccounts,
    assignedTo,
    missingEvents,
    workspaces,
  ] = await Promise.all([
    getHealth(),
    listFailedEvents(place),
    eventId && /^\w+$/.test(eventId) ? getInboxEvent(eventId) : null,
    getLastDrift(),
    listUnassigned(),
    listUnreadable(),
    listDuplicates(),
    listFailedWork(),
    listFailedMail(),
    listRefusals(),
    listOwnerRepairs(),
    listOtherAccounts(),
    assigned ? findWorkspaceName(assigned) : null,
    readMissingEvents(),
    findWorkspaces(typed.slice(0, 254)),
  ]);

  return (
    <>
      <SiteHeader messages={await getOperatorMessages()} />
      <main id="main" className={`wrap page ${styles.page}`}>
        <h1>{messages.title}</h1>
        <ReplayNotice eventId={eventId} event={event} replayed={replayed} failedCount={health.failedEvents} />
        <AssignNotice assignedTo={assignedTo} refused={refused} />
        <MissingEvents types={missingEvents} />
        <Facts health={health} drift={sync.drift} />
        <FailedEvents failed={failed} isFirstPage={!place} />
        <Workspaces typed={typed} found={workspaces} />
        <Duplicates {...duplicates} />
        <FailedWork {...failedWork} />
        <FailedMail {...failedMail} />
        <Refusals {...refusals} />
        <Unassigned {...unassigned} />
        <OtherAccounts {...otherAccounts} />
        <OwnerRepairs {...repairs} />
        <UnreadableFeatures products={unreadable} />
        <DriftFound {...sync} />
      </main>
    </>
  );
}, getOperatorMessages);
