import { featureMessages } from "@/app/_components/feature-messages";
import { orNotFound } from "@/app/_components/or-not-found";
import { pathWith, paths } from "@/app/_components/paths";
import { decoded, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { requireOperator } from "@/lib/auth/operator";
import { getWorkspaceHistory, type WorkspaceHistory } from "@/lib/billing/operator/timeline";
import { notFound } from "@/lib/errors";
import { resolveOrNothing } from "@/lib/ids";
import { formatDate } from "@/lib/format";
import { getOperatorMessages } from "../../get-messages";
import { operatorsMetadata } from "../../guard";
import styles from "../../operator.module.css";
import { Timeline } from "../../timeline";
import { messages } from "../../messages";
import { Paused } from "./paused";

export const generateMetadata = operatorsMetadata;

type Props = { params: Promise<{ id: string }>; searchParams: SearchParams };

const PAGE = 100;

/** One workspace: who, what it has, and what happened to it. */
export default orNotFound(async function WorkspacePage({ params, searchParams }: Props) {
  await requireOperator();
  const history = await getWorkspaceHistory(await resolveOrNothing("workspace", decoded((await params).id)));
  if (!history) throw notFound();
  const { workspace, entries } = history;
  const asked = Number((await parameter(searchParams, "page")) ?? 1);
  const page = Number.isInteger(asked) && asked > 0 ? asked : 1;
  const [toResume, resumed, failed] = await Promise.all(
    ["resume", "resumed", "failed"].map((key) => parameter(searchParams, key)),
  );
  const here = `${paths.operator}/workspaces/${workspace.id}`;

  return (
    <>
      <SiteHeader messages={await getOperatorMessages()} />
      <main id="main" className={`wrap page ${styles.page}`}>
        <div>
          <p className="small">
            <a href={paths.operator}>{messages.title}</a>
          </p>
          <h1>{workspace.name}</h1>
          <p className={`muted small ${styles.anywhere}`}>
            {messages.since} {formatDate("en", workspace.createdAt)} · {workspace.id}
            {workspace.externalId && ` · ${workspace.externalId}`}
          </p>
        </div>
        {resumed && <p role="status">{messages.resumed(resumed)}</p>}
        {failed && <p role="alert">{messages.notResumed(failed)}</p>}
        <CurrentState history={history} toResume={toResume} />
        <Timeline entries={entries.slice((page - 1) * PAGE, page * PAGE)} />
        <nav aria-label={messages.timeline} className="row small">
          {page > 1 && <a href={here}>{messages.newest}</a>}
          {history.isCut && page * PAGE >= entries.length && <span className="muted">{messages.cutOff}</span>}
          {page * PAGE < entries.length && <a href={pathWith(here, { page: String(page + 1) })}>{messages.older}</a>}
        </nav>
      </main>
    </>
  );
}, getOperatorMessages);

function CurrentState({ history, toResume }: { history: WorkspaceHistory; toResume: string | undefined }) {
  const { workspace, features, members, hasMoreMembers, subscriptions } = history;
  return (
    <dl className={`${styles.standing} ${styles.anywhere}`}>
      <dt className="muted">{messages.features}</dt>
      <dd>{features.map((id) => featureMessages(id, "en").title).join(", ") || messages.noFeatures}</dd>
      <dt className="muted">{messages.subscriptions}</dt>
      {subscriptions.map((subscription) => (
        <dd key={subscription.id}>
          {subscription.id}: {subscription.status} <span className="muted small">{subscription.customerId}</span>
          {subscription.status === "paused" && (
            <Paused workspaceId={workspace.id} subscription={subscription} isAsked={toResume === subscription.id} />
          )}
        </dd>
      ))}
      {subscriptions.length === 0 && <dd>{messages.noSubscriptions}</dd>}
      <dt className="muted">{messages.members}</dt>
      {members.map(({ id, name, role }) => (
        <dd key={id}>
          {name} <span className="muted small">{role}</span>
        </dd>
      ))}
      {hasMoreMembers && <dd className="muted">{messages.moreMembers}</dd>}
      {members.length === 0 && <dd>{messages.noMembers}</dd>}
    </dl>
  );
}
