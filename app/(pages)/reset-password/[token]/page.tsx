import type { Metadata } from "next";
import { ActionForm } from "@/app/_components/action-form";
import { CoMembers } from "@/app/_components/co-members";
import { getMessages } from "@/app/_components/get-messages";
import { paths } from "@/app/_components/paths";
import { SiteHeader } from "@/app/_components/site-header";
import { linkIdIn, LINKS } from "@/lib/auth/links/links";
import { findResetLink } from "@/lib/auth/links/reset-link";
import type { Messages } from "@/lib/messages";
import { reset } from "./actions";

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getMessages()).t("account.reset.title") };
}

/** Opening the page does nothing, because programs that look through mails open what they find. */
export default async function ResetPasswordPage({ params }: Props) {
  const { token } = await params;
  const messages = await getMessages();
  return (
    <>
      <SiteHeader />
      <main id="main" className="wrap page">
        <div className="narrow centered stack">
          {token === "done" ? <Done messages={messages} /> : <NewPassword token={token} messages={messages} />}
        </div>
      </main>
    </>
  );
}

function Done({ messages }: { messages: Messages }) {
  const said = messages.sentences.account.reset;
  return (
    <>
      <h1>{said.doneTitle}</h1>
      <p>{said.done}</p>
      <p>
        <a className="button" href={paths.login}>
          {said.signIn}
        </a>
      </p>
    </>
  );
}

async function NewPassword({ token, messages }: { token: string; messages: Messages }) {
  const { t, sentences } = messages;
  const said = sentences.account.reset;
  const email = await findResetLink(token);
  if (!email)
    return (
      <>
        <h1>{said.goneTitle}</h1>
        <p>{t("account.reset.gone", { minutes: LINKS.password_reset.minutesValid })}</p>
        <p>
          <a className="button" href={paths.forgotPassword}>
            {said.again}
          </a>
        </p>
      </>
    );
  return (
    <>
      <h1>{said.title}</h1>
      <p className="muted">{t("account.reset.lead", { email })}</p>
      <CoMembers linkId={linkIdIn("password_reset", token)} messages={messages} />
      <ActionForm
        action={reset}
        hidden={{ token }}
        fields={[
          {
            kind: "password",
            name: "new_password",
            label: sentences.account.new,
            hint: sentences.account.newHint,
            required: true,
            autoComplete: "new-password",
          },
        ]}
        button={said.button}
      />
    </>
  );
}
