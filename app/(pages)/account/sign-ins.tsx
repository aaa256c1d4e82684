import { ActionForm } from "@/app/_components/action-form";
import { AskFirst } from "@/app/_components/ask-first";
import type { Field } from "@/app/_components/action-field";
import { dayOf } from "@/app/_components/day-of";
import { type LinkedProvider, mayLink } from "@/lib/auth/providers/linked-providers";
import { nameOfProvider, offeredProviders } from "@/lib/auth/providers/providers";
import type { AddressState } from "@/lib/address-state";
import { env } from "@/lib/env";
import type { Messages } from "@/lib/messages";
import styles from "./account.module.css";
import { link, unlink } from "./sign-in-actions";

type Props = { linked: LinkedProvider[]; hasPassword: boolean; address: AddressState; messages: Messages };

/** The ways in that there are and could be. Which one may go is decided by lib/auth/providers/linked-providers.ts. */
export function SignIns({ linked, hasPassword, address, messages }: Props) {
  const { t, sentences } = messages;
  const said = sentences.choices.signIns;
  const offered = offeredProviders().map(({ id }): string => id);
  const isLinked = (id: string) => linked.some(({ provider }) => provider === id);
  const passwordWorks = hasPassword && address !== "missing";
  const mailWorks = env().SIGN_IN_BY_MAIL && address === "confirmed";
  return (
    <section aria-labelledby="sign-ins" className="stack">
      <h2 id="sign-ins">{said.title}</h2>
      {linked.length > 0 && <p className="muted">{said.lead}</p>}
      <ul className={styles.devices}>
        <li>
          <div>
            <p>{said.password}</p>
            <p className="muted small">{passwordWorks ? said.set : hasPassword ? said.noAddress : said.notSet}</p>
          </div>
        </li>
        {env().SIGN_IN_BY_MAIL && (
          <li>
            <div>
              <p>{said.byMail}</p>
              <p className="muted small">{mailWorks ? said.byMailWorks : said.byMailNot}</p>
            </div>
          </li>
        )}
        {linked.map(({ provider: id, since }) => {
          const provider = nameOfProvider(id);
          const mayGo =
            passwordWorks ||
            mailWorks ||
            linked.some((other) => other.provider !== id && offered.includes(other.provider));
          return (
            <li key={id}>
              <div>
                <p>{provider}</p>
                <p className="muted small">
                  {!offered.includes(id)
                    ? said.notOffered
                    : since
                      ? t.rich("choices.signIns.since", { date: dayOf(since) })
                      : said.linked}
                </p>
                {!mayGo && <p className="muted small">{said.only}</p>}
              </div>
              {mayGo && (
                <AskFirst
                  button={`${t("choices.signIns.unlink", { provider })}…`}
                  title={t("account.unlinkTitle", { provider })}
                >
                  <p className="small">{t("account.unlinkWhat", { provider })}</p>
                  <ActionForm
                    action={unlink}
                    hidden={{ provider: id }}
                    fields={hasPassword ? [passwordField(t("choices.signIns.unlinkPassword", { provider }))] : []}
                    button={t("choices.signIns.unlink", { provider })}
                    keep={sentences.account.keep}
                    danger
                  />
                </AskFirst>
              )}
            </li>
          );
        })}
        {offeredProviders()
          .filter(({ id }) => !isLinked(id))
          .map(({ id, name }) => (
            <li key={id}>
              <div>
                <p>{name}</p>
                <p className="muted small">{mayLink(address) ? said.notLinked : said.confirmFirst}</p>
                <noscript>
                  <p className="small">{said.needsScript}</p>
                </noscript>
              </div>
              {mayLink(address) && <Link provider={{ id, name }} hasPassword={hasPassword} messages={messages} />}
            </li>
          ))}
      </ul>
    </section>
  );
}

type LinkProps = { provider: { id: string; name: string }; hasPassword: boolean; messages: Messages };

/** The password is asked for where one was chosen, not beside each. */
function Link({ provider: { id, name }, hasPassword, messages: { t, sentences } }: LinkProps) {
  const button = t("choices.signIns.link", { provider: name });
  const hidden = { provider: id };
  if (!hasPassword) return <ActionForm action={link} hidden={hidden} button={button} quiet />;
  return (
    <AskFirst button={`${button}…`} title={t("account.linkTitle", { provider: name })}>
      <ActionForm
        action={link}
        hidden={hidden}
        fields={[passwordField(t("choices.signIns.linkPassword", { provider: name }))]}
        button={button}
        keep={sentences.account.keep}
      />
    </AskFirst>
  );
}

const passwordField = (label: string): Field => ({
  kind: "password",
  name: "present_password",
  label,
  required: true,
  autoComplete: "current-password",
});
