import type { Metadata } from "next";
import { ActionForm } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { paths } from "@/app/_components/paths";
import { SiteHeader } from "@/app/_components/site-header";
import { getUser } from "@/lib/auth";
import { findConfirmation, isConfirmedAlready } from "@/lib/auth/addresses/confirm";
import type { Messages } from "@/lib/messages";
import { confirm } from "./actions";

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getMessages()).t("account.confirm.title") };
}

/** Opening the page does nothing, because programs that look through mails open what they find. */
export default async function ConfirmAddressPage({ params }: Props) {
  const { token } = await params;
  const messages = await getMessages();
  return (
    <>
      <SiteHeader />
      <main id="main" className="wrap page">
        <div className="narrow centered stack">
          {token === "done" || (await isConfirmedAlready(token)) ? (
            <Done messages={messages} />
          ) : (
            <Question token={token} messages={messages} />
          )}
        </div>
      </main>
    </>
  );
}

function Done({ messages }: { messages: Messages }) {
  const said = messages.sentences.account.confirm;
  return (
    <>
      <h1>{said.doneTitle}</h1>
      <p>
        <a className="button" href={paths.dashboard}>
          {said.toDashboard}
        </a>
      </p>
    </>
  );
}

async function Question({ token, messages }: { token: string; messages: Messages }) {
  const { t, sentences } = messages;
  const said = sentences.account.confirm;
  const found = await findConfirmation(token);
  if (!found)
    return (
      <>
        <h1>{sentences.account.reset.goneTitle}</h1>
        <p>{said.gone}</p>
        <p>
          <a className="button" href={paths.account}>
            {sentences.account.link}
          </a>
        </p>
      </>
    );
  const isChange = found.before !== null && found.before !== found.email;
  const isTheirs = (await getUser())?.id === found.userId;
  return (
    <>
      <h1>{said.title}</h1>
      <p>
        {isChange
          ? t("account.confirm.change", { email: found.email, before: found.before ?? "" })
          : t("account.confirm.lead", { email: found.email })}
      </p>
      <p className="muted">{which(found, messages)}</p>
      {isTheirs || found.hasPassword ? (
        <ActionForm
          action={confirm}
          hidden={{ token }}
          fields={
            isTheirs
              ? []
              : [
                  {
                    kind: "password",
                    name: "password",
                    label: said.password,
                    required: true,
                    autoComplete: "current-password",
                  },
                ]
          }
          button={said.button}
        />
      ) : (
        <p className="notice">
          {said.signInFirst} <a href={paths.login}>{sentences.account.reset.signIn}</a>
        </p>
      )}
      {!isTheirs && (
        <p className="muted">
          {isChange ? said.notMineChange : said.notMine}{" "}
          {!isChange && <a href={paths.forgotPassword}>{sentences.account.reset.title}</a>}
        </p>
      )}
    </>
  );
}

/** Said to everyone who has the mail: several accounts may name one address, and only the reader knows which one is theirs. */
function which({ name, createdAt }: { name: string | null; createdAt: Date }, { t, language }: Messages): string {
  const moment = `${createdAt.toLocaleString(language, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })} UTC`;
  return name ? t("account.confirm.which", { name, moment }) : t("account.confirm.whichUnnamed", { moment });
}
