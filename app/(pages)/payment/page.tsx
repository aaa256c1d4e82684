import { planName as nameOf } from "@/app/_components/plan-names";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getMessages } from "@/app/_components/get-messages";
import { codeOf } from "@/app/_components/product-error";
import { pathWith, paths } from "@/app/_components/paths";
import { parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getUser } from "@/lib/auth";
import { confirmCheckout, type Confirmation } from "@/lib/billing/checkout/confirmation";
import type { Messages } from "@/lib/messages";
import { Confirmed } from "./confirmed";
import styles from "./payment.module.css";
import { StateOfPayment } from "./state-of-payment";
import { WatchBriefly } from "./watch-briefly";
import { WatchPayment } from "./watch-payment";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getMessages()).t("payment.title") };
}

export default async function PaymentPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await parameter(searchParams, "session");
  const user = await getUser();
  if (!user) redirect(pathWith(paths.login, { session }));
  const confirmation = session ? await confirm(user, session) : ({ state: "unknown" } as const);
  const messages = await getMessages();
  return (
    <>
      <SiteHeader workspace={confirmation && "workspaceId" in confirmation ? confirmation.workspaceId : null} />
      <main id="main" className="wrap page">
        {/* What it says changes while it is read, and is then announced. */}
        <div className={`narrow stack ${styles.page}`} aria-live="polite">
          {confirmation ? describe(confirmation, session, messages) : <Away session={session} messages={messages} />}
        </div>
      </main>
    </>
  );
}

/** Null while Stripe or we can't say. */
async function confirm(user: Parameters<typeof confirmCheckout>[0], session: string): Promise<Confirmation | null> {
  try {
    return await confirmCheckout(user, session);
  } catch (error) {
    if (codeOf(error)) return null;
    throw error;
  }
}

function Away({ session, messages }: { session?: string; messages: Messages }) {
  const { title, sentence, next } = messages.sentences.payment.away;
  return (
    <StateOfPayment title={title} href={pathWith(paths.payment, { session })} next={next}>
      {sentence}
    </StateOfPayment>
  );
}

function describe(confirmation: Confirmation, session: string | undefined, messages: Messages) {
  const { payment } = messages.sentences;
  if (confirmation.state === "unknown") {
    return (
      <StateOfPayment title={payment.unknown.title} href={paths.dashboard} next={payment.toDashboard}>
        {payment.unknown.sentence}
      </StateOfPayment>
    );
  }
  const dashboard = pathWith(paths.dashboard, { workspace: confirmation.workspaceId });
  const plans = {
    href: pathWith(paths.pricing, { workspace: confirmation.workspaceId }),
    text: payment.toPlans,
  };
  switch (confirmation.state) {
    case "confirmed":
      return <Confirmed confirmation={confirmation} dashboard={dashboard} messages={messages} />;
    case "processing":
      return (
        <>
          <WatchPayment dashboard={dashboard} messages={payment.processing} />
          <CheckAgain session={session} messages={messages} />
        </>
      );
    case "settling":
      return (
        <>
          <WatchPayment
            dashboard={dashboard}
            messages={payment.settling}
            first={accessSentence(confirmation, messages)}
            takesDays
          />
          <CheckAgain session={session} messages={messages} />
        </>
      );
    case "open":
      return (
        <>
          <WatchBriefly />
          <StateOfPayment title={payment.open.title} href={confirmation.url} next={payment.open.next} other={plans}>
            {payment.open.sentence}
          </StateOfPayment>
        </>
      );
    case "failed":
      return confirmation.left ? (
        <StateOfPayment title={payment.failed.title} href={dashboard} next={payment.toDashboard}>
          {payment.failed[confirmation.left]}
        </StateOfPayment>
      ) : (
        <StateOfPayment title={payment.failed.title} href={plans.href} next={plans.text}>
          {payment.failed.sentence}
        </StateOfPayment>
      );
    case "expired":
      return (
        <StateOfPayment title={payment.expired.title} href={plans.href} next={plans.text}>
          {payment.expired.sentence}
        </StateOfPayment>
      );
    case "trial_refused":
      return (
        <>
          {confirmation.refundedMinor === null && <WatchBriefly />}
          <StateOfPayment title={payment.trialRefused.title} href={plans.href} next={payment.trialRefused.next}>
            {refusedSentence(confirmation, messages)}
          </StateOfPayment>
        </>
      );
    case "duplicate":
      return (
        <>
          {confirmation.refundedMinor === null && <WatchBriefly />}
          <StateOfPayment title={payment.duplicate.title} href={dashboard} next={payment.toDashboard}>
            {refundSentence(confirmation, messages)}
          </StateOfPayment>
        </>
      );
    case "attention":
      return (
        <StateOfPayment title={payment.attention.title} href={dashboard} next={payment.toDashboard}>
          {payment.attention.sentence}
        </StateOfPayment>
      );
    case "unclear":
      return (
        <StateOfPayment title={payment.unclear.title} href={dashboard} next={payment.toDashboard}>
          {payment.unclear.sentence}
        </StateOfPayment>
      );
    case "ended":
      return (
        <StateOfPayment title={payment.ended.title} href={dashboard} next={payment.toDashboard} other={plans}>
          {payment.ended.sentence}
        </StateOfPayment>
      );
  }
}

function CheckAgain({ session, messages }: { session?: string; messages: Messages }) {
  return (
    <noscript>
      <a className="button" href={pathWith(paths.payment, { session })}>
        {messages.sentences.payment.lookAgain}
      </a>
    </noscript>
  );
}

function accessSentence({ begun, planName }: Extract<Confirmation, { state: "settling" }>, messages: Messages): string {
  const { t, sentences } = messages;
  if (!begun) return sentences.payment.settling.waits;
  return planName === null
    ? sentences.payment.settling.begunUnnamed
    : t("payment.settling.begun", { plan: nameOf(planName, messages) });
}

function refusedSentence(
  { planName, refundedMinor, currency }: Extract<Confirmation, { state: "trial_refused" }>,
  messages: Messages,
): string {
  const { t, sentences, money } = messages;
  const { unpaid, refunding, plan } = sentences.payment.trialRefused;
  const paid = refundedMinor !== null && refundedMinor > 0 && currency !== null;
  const refund = paid
    ? t("payment.trialRefused.refunded", { amount: money(refundedMinor, currency) })
    : refundedMinor === null
      ? refunding
      : unpaid;
  return t("payment.trialRefused.sentence", { refund, plan: planName === null ? plan : nameOf(planName, messages) });
}

function refundSentence(
  { refundedMinor, currency }: Extract<Confirmation, { state: "duplicate" }>,
  { t, sentences, money }: Messages,
): string {
  if (refundedMinor === null) return sentences.payment.duplicate.refunding;
  if (refundedMinor === 0 || !currency) return sentences.payment.duplicate.unpaid;
  return t("payment.duplicate.refunded", { amount: money(refundedMinor, currency) });
}
