import type { Metadata } from "next";
import { ActionForm } from "@/app/_components/action-form";
import { BillingByMail } from "@/app/_components/billing-by-mail";
import { getMessages } from "@/app/_components/get-messages";
import { parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { SupportLink } from "@/app/_components/support-link";
import { LINKS } from "@/lib/auth/links/links";
import { sendsMail } from "@/lib/mail/queue";
import { ask } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getMessages()).t("account.forgot.title") };
}

/** Says the same of every address, so that nobody learns who has an account. */
export default async function ForgotPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const messages = await getMessages();
  const said = messages.sentences.account.forgot;
  const isSent = (await parameter(searchParams, "done")) === "sent";
  return (
    <>
      <SiteHeader />
      <main id="main" className="wrap page">
        <div className="narrow centered stack">
          <h1>{said.title}</h1>
          <p role="status" className={isSent ? "notice" : "visually-hidden"}>
            {isSent && said.sent}
          </p>
          {sendsMail() ? (
            <>
              <p className="muted">
                {said.lead} {messages.t("account.forgot.leadValid", { minutes: LINKS.password_reset.minutesValid })}
              </p>
              <ActionForm
                action={ask}
                fields={[{ kind: "email", name: "email", label: said.email, required: true, autoComplete: "username" }]}
                button={said.send}
              />
            </>
          ) : (
            <>
              <p>
                {said.noMail} {said.ask}
              </p>
              <p>
                <SupportLink messages={messages} />
              </p>
            </>
          )}
          <BillingByMail messages={messages} />
        </div>
      </main>
    </>
  );
}
