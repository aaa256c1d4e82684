import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getMessages } from "@/app/_components/get-messages";
import { LogLines, LogPages } from "@/app/_components/log-lines";
import { paths } from "@/app/_components/paths";
import { idParameter, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getUser } from "@/lib/auth";
import { env } from "@/lib/env";
import { listOwnLog, LOG_PAGE } from "@/lib/security-log/read";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getMessages()).t("securityLog.title") };
}

/** The whole security log of a person, a page at a time. */
export default async function AccountSecurityPage({ searchParams }: { searchParams: SearchParams }) {
  const user = await getUser();
  if (!user) redirect(paths.login);
  const after = await parameter(searchParams, "after");
  const { lines, next } = await listOwnLog(user.id, LOG_PAGE, after);
  const messages = await getMessages();
  const said = messages.sentences.securityLog;
  return (
    <>
      <SiteHeader workspace={await idParameter(searchParams, "workspace")} />
      <main id="main" className="wrap page sections">
        <div className="stack">
          <p className="small">
            <a href={paths.account}>{messages.sentences.account.link}</a>
          </p>
          <h1>{said.title}</h1>
          <p className="muted">{messages.t("securityLog.lead", { days: messages.days(env().SECURITY_LOG_DAYS) })}</p>
        </div>
        <LogLines lines={lines} messages={messages} />
        <LogPages path={paths.accountSecurity} after={after} next={next} messages={messages} />
      </main>
    </>
  );
}
