import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getMessages } from "@/app/_components/get-messages";
import { getTheme } from "@/app/_components/get-theme";
import { paths } from "@/app/_components/paths";
import { idParameter, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getClaim, getUser } from "@/lib/auth";
import { addressState } from "@/lib/auth/addresses/address";
import { hasPassword } from "@/lib/auth/passwords/password-change";
import { chosenLanguage } from "@/lib/auth/language";
import { linkedProviders } from "@/lib/auth/providers/linked-providers";
import { listSessions } from "@/lib/auth/sessions";
import { obstaclesTo } from "@/lib/billing/account/deletion";
import { env } from "@/lib/env";
import { own } from "@/lib/own";
import { listOwnLog, LOG_BEGINNING } from "@/lib/security-log/read";
import { AddressForm } from "./address-form";
import { Choices } from "./choices";
import { Contents } from "./contents";
import { DeleteAccount } from "./delete-account";
import { Devices } from "./devices";
import { NameForm } from "./name-form";
import { PasswordForm } from "./password-form";
import { SecurityLog } from "./security-log";
import { SignIns } from "./sign-ins";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getMessages()).t("account.title") };
}

/** A person's own account: name, address, ways to sign in, language, theme, devices, data, and its end. */
export default async function AccountPage({ searchParams }: { searchParams: SearchParams }) {
  const [claim, user] = [await getClaim(), await getUser()];
  if (!claim || !user) redirect(paths.login);
  const [sessions, has, linked, obstacles, address, log, language] = await Promise.all([
    listSessions(claim),
    hasPassword(user.id),
    linkedProviders(user.id),
    obstaclesTo(user.id),
    addressState(user.id),
    listOwnLog(user.id, LOG_BEGINNING),
    chosenLanguage(user.id),
  ]);
  const messages = await getMessages();
  const said = messages.sentences.account;
  const { choices } = messages.sentences;
  const [doneBy, refusedBy] = [await parameter(searchParams, "done"), await parameter(searchParams, "refused")];
  const done = own<string>(said.done, doneBy) ?? own<string>(choices.done, doneBy);
  const refused = own<string>(choices.refused, refusedBy);
  return (
    <>
      <SiteHeader workspace={await idParameter(searchParams, "workspace")} />
      <main id="main" className="wrap page sections">
        <div className="stack">
          <h1>{said.title}</h1>
          <p className="muted">{messages.t("account.signedInAs", { who: user.email ?? user.name ?? "" })}</p>
          <p role="status" className={done ? "notice success" : "visually-hidden"}>
            {done}
          </p>
          {refused && (
            <p role="alert" className="notice">
              {refused}
            </p>
          )}
          <Contents messages={messages} />
        </div>
        <NameForm name={user.name} messages={said} />
        <AddressForm email={user.email} state={address} hasPassword={has} messages={messages} />
        <PasswordForm hasPassword={has} providers={linked.map(({ provider }) => provider)} messages={messages} />
        <SignIns linked={linked} hasPassword={has} address={address} messages={messages} />
        <Choices language={language} theme={await getTheme()} messages={messages} />
        <Devices sessions={sessions} present={claim.sessionId} messages={messages} />
        <SecurityLog log={log} days={env().SECURITY_LOG_DAYS} messages={messages} />
        <section aria-labelledby="export" className="stack">
          <h2 id="export">{said.export}</h2>
          <p className="muted">{said.exportLead}</p>
          <p>
            <a href="/api/account/export/" download>
              {said.exportLink}
            </a>
          </p>
        </section>
        <DeleteAccount obstacles={obstacles} hasPassword={has} messages={messages} />
      </main>
    </>
  );
}
