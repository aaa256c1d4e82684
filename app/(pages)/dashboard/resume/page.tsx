import { planName } from "@/app/_components/plan-names";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ActionForm } from "@/app/_components/action-form";
import { dayOf } from "@/app/_components/day-of";
import { getMessages } from "@/app/_components/get-messages";
import { LegalLinks } from "@/app/_components/legal-links";
import { orNotFound } from "@/app/_components/or-not-found";
import { pathWith, paths } from "@/app/_components/paths";
import { idParameter, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { titleOf } from "@/app/_components/workspace-title";
import { SupportLink } from "@/app/_components/support-link";
import { getUser } from "@/lib/auth";
import { notFound } from "@/lib/errors";
import type { ResumeOffer } from "@/lib/billing/payments/resume";
import type { Messages } from "@/lib/messages";
import { resume } from "../actions";
import { Bill } from "../bill";
import bill from "../bill.module.css";
import { fetchOffer } from "./fetch-offer";
import styles from "./resume.module.css";
import { own } from "@/lib/own";

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }): Promise<Metadata> {
  return titleOf((await getMessages()).t("paying.resume.title"), await idParameter(searchParams, "workspace"));
}

/** What it costs to resume a paused plan, before anything is charged. Works without JavaScript. */
export default orNotFound(async function ResumePage({ searchParams }: { searchParams: SearchParams }) {
  const workspaceId = await idParameter(searchParams, "workspace");
  const subscriptionId = await parameter(searchParams, "subscription");
  if (!workspaceId || !subscriptionId) throw notFound();
  const user = await getUser();
  if (!user) redirect(pathWith(paths.login, { workspace: workspaceId }));
  const back = pathWith(paths.dashboard, { workspace: workspaceId });
  const messages = await getMessages();
  const { offer, code } = await fetchOffer(user, workspaceId, subscriptionId);
  // It was resumed meanwhile.
  if (offer === null) redirect(pathWith(paths.dashboard, { workspace: workspaceId, done: "resumed" }));
  const said = messages.sentences.paying.resume;
  const refusals: Record<string, string> = {
    ...messages.sentences.browser.refusals,
    ...messages.sentences.paying.refusals,
  };
  const isOpen = offer?.terms === "same_period" || offer?.terms === "new_period";
  return (
    <>
      <SiteHeader workspace={workspaceId} />
      <main id="main" className="wrap page">
        <div className={`stack ${styles.resume}`}>
          {offer && isOpen ? (
            <>
              <h1>{messages.t("paying.resume.heading", { plan: planName(offer.planName, messages) })}</h1>
              <section aria-labelledby="payment" className={bill.part}>
                <h2 id="payment">{messages.t("change.payment")}</h2>
                <p>{cost(offer, messages)}</p>
                {offer.lines.length > 0 && (
                  <Bill
                    lines={offer.lines}
                    amountDueMinor={offer.amountMinor}
                    currency={offer.currency}
                    messages={messages}
                  />
                )}
              </section>
              <div className="row">
                <ActionForm
                  action={resume}
                  hidden={{
                    workspace: workspaceId,
                    subscription: subscriptionId,
                    amount: String(offer.amountMinor),
                  }}
                  button={
                    offer.amountMinor > 0
                      ? messages.t("paying.resume.confirm", {
                          amount: messages.money(offer.amountMinor, offer.currency),
                        })
                      : said.confirmFree
                  }
                />
                <a href={back}>{said.cancel}</a>
              </div>
              <LegalLinks messages={messages} />
            </>
          ) : (
            <>
              <h1>{said.refused}</h1>
              <p role="alert" className="notice">
                {offer?.terms === "pay_first" ? said.payFirst : (own(refusals, code ?? "resume_not_possible") ?? "")}
              </p>
              <p className="row">
                <a href={back}>{said.toDashboard}</a>
                <SupportLink messages={messages} />
              </p>
            </>
          )}
        </div>
      </main>
    </>
  );
});

function cost({ terms, amountMinor, currency, periodEnd }: ResumeOffer, { t, money }: Messages) {
  const date = periodEnd && dayOf(periodEnd);
  if (terms === "same_period" && date) return t.rich("paying.resume.samePeriod", { date });
  if (amountMinor === 0) return t("paying.resume.free");
  const amount = money(amountMinor, currency);
  return date ? t.rich("paying.resume.chargedUntil", { amount, date }) : t("paying.resume.charged", { amount });
}
