import type { Metadata } from "next";
import { CoMembers } from "@/app/_components/co-members";
import { getMessages } from "@/app/_components/get-messages";
import { pathWith, paths } from "@/app/_components/paths";
import { NeedsScript } from "@/app/_components/needs-script";
import { SiteHeader } from "@/app/_components/site-header";
import { getSignInParameters } from "@/lib/auth";
import { LINKS } from "@/lib/auth/links/links";
import { findSignInLink, signInLinkIdIn } from "@/lib/auth/links/mail-link";
import { env } from "@/lib/env";
import type { Messages } from "@/lib/messages";
import { wantedIn } from "../../login/parameters";
import { UseLink } from "./use-link";

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getMessages()).t("login.title") };
}

/** Opening the page does nothing, because programs that look through mails open what they find. */
export default async function SignInByMailPage({ params }: Props) {
  const { token } = await params;
  const messages = await getMessages();
  const found = env().SIGN_IN_BY_MAIL ? await findSignInLink(token) : null;
  return (
    <>
      <SiteHeader />
      <main id="main" className="wrap page">
        <div className="narrow centered stack">
          {found ? <Question {...found} token={token} messages={messages} /> : <Gone messages={messages} />}
        </div>
      </main>
    </>
  );
}

function Gone({ messages: { t, sentences } }: { messages: Messages }) {
  return (
    <>
      <h1>{sentences.account.reset.goneTitle}</h1>
      <p>{t("login.link.gone", { minutes: LINKS.sign_in.minutesValid })}</p>
      <p>
        <a className="button" href={paths.login}>
          {sentences.login.link.again}
        </a>
      </p>
    </>
  );
}

type Asked = NonNullable<Awaited<ReturnType<typeof findSignInLink>>> & { token: string; messages: Messages };

async function Question({ email, isConfirmed, hasPassword, token, messages }: Asked) {
  const { t, sentences } = messages;
  // In another browser nothing is known of the page that the link was asked for on.
  const wanted = wantedIn(await getSignInParameters());
  const next = Object.keys(wanted).length > 0 ? pathWith(paths.login, wanted) : paths.dashboard;
  return (
    <>
      <h1>{sentences.login.title}</h1>
      <p>
        {t("login.link.lead", { email })} {!isConfirmed && sentences.login.link.unconfirmed}
      </p>
      {!isConfirmed && hasPassword && <p className="notice">{sentences.login.link.password}</p>}
      <CoMembers linkId={signInLinkIdIn(token)} messages={messages} />
      <UseLink
        token={token}
        next={next}
        contested={sentences.account.refusals.address_contested}
        messages={sentences.login.form}
      />
      <NeedsScript messages={messages} />
    </>
  );
}
