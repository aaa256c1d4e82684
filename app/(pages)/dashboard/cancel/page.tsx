import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ActionForm } from "@/app/_components/action-form";
import type { Field } from "@/app/_components/action-field";
import { getMessages } from "@/app/_components/get-messages";
import { LegalLinks } from "@/app/_components/legal-links";
import { Notice } from "@/app/_components/notice";
import { orNotFound } from "@/app/_components/or-not-found";
import { pathWith, paths } from "@/app/_components/paths";
import { planNames } from "@/app/_components/plan-names";
import { idParameter, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { SupportLink } from "@/app/_components/support-link";
import { titleOf } from "@/app/_components/workspace-title";
import { getUser } from "@/lib/auth";
import type { Cancellation } from "@/lib/billing/cancellation/offer";
import { FEEDBACK, MOST_COMMENT } from "@/lib/billing/cancellation/reason";
import { notFound } from "@/lib/errors";
import type { Messages } from "@/lib/messages";
import { own } from "@/lib/own";
import { cancel } from "./actions";
import styles from "./cancel.module.css";
import { fetchCancellation } from "./fetch-cancellation";
import { Cheaper, WhatEnds } from "./what-ends";

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }): Promise<Metadata> {
  return titleOf((await getMessages()).t("cancel.title"), await idParameter(searchParams, "workspace"));
}

/** What a cancellation ends, before Stripe's page confirms it. Works without JavaScript. */
export default orNotFound(async function CancelPage({ searchParams }: { searchParams: SearchParams }) {
  const workspaceId = await idParameter(searchParams, "workspace");
  const [subscription, failed, step] = await Promise.all(
    ["subscription", "failed", "step"].map((key) => parameter(searchParams, key)),
  );
  if (!workspaceId || !subscription) throw notFound();
  const user = await getUser();
  if (!user) redirect(pathWith(paths.login, { workspace: workspaceId }));
  const back = pathWith(paths.dashboard, { workspace: workspaceId });
  const messages = await getMessages();
  const { cancellation, code } = await fetchCancellation(user, workspaceId, subscription);
  // It was canceled meanwhile.
  if (cancellation === null) redirect(pathWith(paths.dashboard, { workspace: workspaceId, done: "cancel" }));
  const said = messages.sentences.cancel;
  const way = { workspace: workspaceId, subscription };
  const plan =
    cancellation &&
    messages.list(
      planNames(
        cancellation.plans.map((planName) => ({ planName })),
        messages,
      ),
    );
  const page =
    !cancellation || !plan ? (
      <>
        <h1>{said.refused}</h1>
        <Notice kind="warning">{refusalOf(code ?? "", messages)}</Notice>
        <p className="row">
          <a href={back}>{said.toDashboard}</a>
          <SupportLink messages={messages} />
        </p>
      </>
    ) : step === "stripe" ? (
      <Onwards href={pathWith(`${paths.cancel}/confirm`, way)} plan={plan} messages={messages} />
    ) : (
      <>
        <h1>{messages.t("cancel.heading", { plan })}</h1>
        {failed && <Notice kind="danger">{refusalOf(failed, messages)}</Notice>}
        <WhatEnds cancellation={cancellation} messages={messages} />
        <Cheaper cancellation={cancellation} workspaceId={workspaceId} messages={messages} />
        <p className="small muted">{said.atStripe}</p>
        <div className={styles.actions}>
          <ActionForm
            action={cancel}
            hidden={way}
            fields={fieldsOf(cancellation, messages)}
            button={messages.t("cancel.continue", { plan })}
            danger
          />
          <a className="button quiet" href={back}>
            {messages.t("cancel.keep", { plan })}
          </a>
        </div>
        <LegalLinks messages={messages} />
      </>
    );
  return (
    <>
      <SiteHeader workspace={workspaceId} />
      <main id="main" className="wrap page">
        <div className={`stack ${styles.cancel}`}>{page}</div>
      </main>
    </>
  );
});

/** For browsers without JavaScript, which don't follow a form to another host. */
function Onwards({ href, plan, messages }: { href: string; plan: string; messages: Messages }) {
  return (
    <>
      <meta httpEquiv="refresh" content={`0;url=${href}`} />
      <h1>{messages.t("cancel.heading", { plan })}</h1>
      <p>
        <a className="button" href={href}>
          {messages.t("cancel.toStripe")}
        </a>
      </p>
    </>
  );
}

/** The reason, asked once: here, unless the portal asks. */
function fieldsOf({ asks }: Cancellation, { t, sentences }: Messages): Field[] {
  if (!asks) return [];
  const { reasons, noReason } = sentences.cancel;
  return [
    {
      kind: "select",
      name: "feedback",
      label: t("cancel.reason"),
      options: [{ value: "", label: noReason }, ...FEEDBACK.map((value) => ({ value, label: reasons[value] }))],
    },
    { kind: "area", name: "comment", label: t("cancel.comment"), hint: t("cancel.optional"), maxLength: MOST_COMMENT },
  ];
}

function refusalOf(code: string, { sentences }: Messages): string {
  const known: Record<string, string> = { ...sentences.browser.refusals, ...sentences.cancel.refusals };
  return own(known, code) ?? sentences.cancel.refusals.change_not_possible;
}
