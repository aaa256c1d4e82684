import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ActionForm } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { LegalLinks } from "@/app/_components/legal-links";
import { NeedsScript } from "@/app/_components/needs-script";
import { orNotFound } from "@/app/_components/or-not-found";
import { pathWith, paths } from "@/app/_components/paths";
import { planName } from "@/app/_components/plan-names";
import { refusalSentence } from "@/app/_components/refusal-sentence";
import { idParameter, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { titleOf } from "@/app/_components/workspace-title";
import { StripeButton } from "@/app/_components/stripe-button";
import { SupportLink } from "@/app/_components/support-link";
import { getUser } from "@/lib/auth";
import { notFound } from "@/lib/errors";
import type { Messages } from "@/lib/messages";
import { own } from "@/lib/own";
import { confirmSeats } from "./actions";
import { Choose } from "./choose";
import { Cost } from "./cost";
import { type Asked, fetchOffer, type Shown } from "./fetch-offer";
import { saidOf } from "./said";
import styles from "./seats.module.css";

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }): Promise<Metadata> {
  return titleOf((await getMessages()).t("seats.title"), await idParameter(searchParams, "workspace"));
}

/** Another number of seats, of a plan whose number is chosen: what it costs, before anything is changed. Works without JavaScript. */
export default orNotFound(async function SeatsPage({ searchParams }: { searchParams: SearchParams }) {
  const workspaceId = await idParameter(searchParams, "workspace");
  if (!workspaceId) throw notFound();
  const [itemId, typed] = await Promise.all(["item", "seats"].map((key) => parameter(searchParams, key)));
  const user = await getUser();
  if (!user) redirect(pathWith(paths.login, { workspace: workspaceId }));
  const messages = await getMessages();
  const asked = { workspaceId, itemId, seats: typed === undefined ? undefined : Number(typed || NaN) };
  const { shown, refusal } = await fetchOffer(user, asked);
  return (
    <>
      <SiteHeader workspace={workspaceId} />
      <main id="main" className="wrap page">
        <div className={`stack ${styles.seats}`}>
          {shown ? (
            <Seats shown={shown} asked={asked} typed={typed} messages={messages} />
          ) : (
            <Refused refusal={refusal} workspaceId={workspaceId} messages={messages} />
          )}
          <p>
            <a href={pathWith(paths.dashboard, { workspace: workspaceId })}>{messages.t("change.toDashboard")}</a>
          </p>
          {shown && <LegalLinks messages={messages} />}
        </div>
      </main>
    </>
  );
});

type SeatsProps = { shown: Shown; asked: Asked; typed: string | undefined; messages: Messages };

function Seats({ shown: { choice, preview, price, problem }, asked, typed, messages }: SeatsProps) {
  const { t } = messages;
  const { item, members } = choice;
  const said = saidOf(item, messages);
  const { workspaceId, seats = choice.seats } = asked;
  const hidden = { workspace: workspaceId, item: item.item_id, before: String(choice.seats), seats: String(seats) };
  return (
    <>
      <h1>{said.heading(planName(item.product_name, messages))}</h1>
      <p>
        {price &&
          said.now(choice.seats, {
            each: messages.price(price),
            all: messages.price(price, choice.seats),
            priced: messages.priced(price).priced,
          })}{" "}
        {said.inUse(members)}
      </p>
      <Choose
        workspaceId={workspaceId}
        choice={choice}
        value={typed ?? String(choice.seats)}
        problem={problem === "seats_out_of_range" ? t("seats.notInRange") : problem && sentenceOf(problem, messages)}
        quiet={preview !== null}
        messages={messages}
      />
      {problem === "no_payment_method" && <AddCard workspaceId={workspaceId} messages={messages} />}
      {preview && (
        <>
          <Cost choice={choice} preview={preview} seats={seats} price={price} messages={messages} />
          <p className="small muted">{t("change.nothingYetHere")}</p>
          <ActionForm action={confirmSeats} hidden={hidden} button={said.confirm(seats)} />
        </>
      )}
    </>
  );
}

function AddCard({ workspaceId, messages }: { workspaceId: string; messages: Messages }) {
  return (
    <div className="row">
      <StripeButton to="portal" body={{ workspace_id: workspaceId, flow: "payment_method_update" }}>
        {messages.t("change.addCard")}
      </StripeButton>
      <NeedsScript messages={messages} />
    </div>
  );
}

type Refusal = { code: string; payer?: string };
type RefusedProps = { refusal: Refusal; workspaceId: string; messages: Messages };

function Refused({ refusal, workspaceId, messages }: RefusedProps) {
  return (
    <>
      <h1>{messages.t("seats.refused")}</h1>
      <p role="alert" className="notice">
        {refusalSentence(
          { ...refusal, detail: sentenceOf(refusal.code, messages) },
          { refusals: refusalsIn(messages) },
        )}
      </p>
      {refusal.code === "too_many_members" && (
        <a href={pathWith(paths.pricing, { workspace: workspaceId })}>{messages.t("seats.toPlans")}</a>
      )}
      {refusal.code === "seats_not_changeable" && <SupportLink messages={messages} />}
    </>
  );
}

const refusalsIn = ({ sentences: { browser, paying, seats } }: Messages) => ({
  ...browser.refusals,
  ...paying.refusals,
  ...seats.refusals,
});

const sentenceOf = (code: string, messages: Messages): string =>
  own<string>(refusalsIn(messages), code) ?? messages.sentences.browser.refusals.internal_error;
