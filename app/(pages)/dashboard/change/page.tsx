import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getMessages } from "@/app/_components/get-messages";
import { orNotFound } from "@/app/_components/or-not-found";
import { pathWith, paths } from "@/app/_components/paths";
import { idParameter, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { titleOf } from "@/app/_components/workspace-title";
import { getUser } from "@/lib/auth";
import { notFound } from "@/lib/errors";
import type { PlanChange } from "@/lib/billing/portal/plan-change";
import { readChanges } from "@/lib/billing/schedules/read";
import type { User } from "@/lib/billing/user";
import type { Messages } from "@/lib/messages";
import { planNameIn } from "@/lib/plan-name";
import styles from "./change.module.css";
import { type Answer, fetchPreview, type Way } from "./fetch-preview";
import { Confirm } from "./confirm";
import { FeatureChange } from "./feature-change";
import { Payment } from "./payment";
import { Refused } from "./refused";

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }): Promise<Metadata> {
  return titleOf((await getMessages()).t("change.title"), await idParameter(searchParams, "workspace"));
}

/** What a change of plan costs and brings, before anything is changed. Readable, and its way out walkable, without JavaScript. */
export default orNotFound(async function ChangePage({ searchParams }: { searchParams: SearchParams }) {
  const workspaceId = await idParameter(searchParams, "workspace");
  const [priceId, failed] = await Promise.all(["price", "failed"].map((key) => parameter(searchParams, key)));
  if (!workspaceId || !priceId) throw notFound();
  const user = await getUser();
  if (!user) redirect(pathWith(paths.login, { workspace: workspaceId }));
  const way = { workspaceId, priceId };
  const messages = await getMessages();
  const { change, refusal } = await fetchNamedPreview(user, way, messages);
  // The dashboard names the change, and the way to drop it.
  if (change?.dropsPlanOf && (await isPlanned(way))) redirect(pathWith(paths.dashboard, { workspace: workspaceId }));
  return (
    <>
      <SiteHeader workspace={workspaceId} />
      <main id="main" className="wrap page">
        <div className={`stack ${styles.change}`}>
          {change ? (
            <>
              <h1>{heading(change, messages)}</h1>
              {failed && <Refused refusal={{ code: failed }} way={way} messages={messages} />}
              <Payment change={change} messages={messages} workspaceId={workspaceId} />
              <FeatureChange change={change} messages={messages} />
              <Confirm change={change} way={way} messages={messages} />
            </>
          ) : (
            <>
              <h1>{messages.t("change.refused")}</h1>
              <Refused refusal={refusal} way={way} messages={messages} />
            </>
          )}
        </div>
      </main>
    </>
  );
});

/** What is asked for is planned already. Ask for a membership before. */
async function isPlanned({ workspaceId, priceId }: Way): Promise<boolean> {
  const { planned } = await readChanges(workspaceId);
  return planned.some(({ items }) => items.some((one) => one.priceId === priceId));
}

/** With the plans as the reader's language names them. */
async function fetchNamedPreview(user: User, way: Way, { language }: Messages): Promise<Answer> {
  const answer = await fetchPreview(user, way);
  if (!answer.change) return answer;
  const { from, to } = answer.change;
  return {
    change: {
      ...answer.change,
      from: { ...from, planName: from.planName && planNameIn(from.planName, language) },
      to: { ...to, planName: planNameIn(to.planName, language) },
    },
  };
}

function heading({ from, to: { planName: to, price } }: PlanChange, { t, rhythm }: Messages): string {
  if (!from.planName) return t("change.headingTo", { to });
  if (from.planName !== to) return t("change.heading", { from: from.planName, to });
  const sameRhythm = from.interval === price.interval && from.intervalCount === price.intervalCount;
  return sameRhythm
    ? t("change.headingPrice", { plan: to })
    : t("change.headingRhythm", { plan: to, rhythm: rhythm(price) });
}
