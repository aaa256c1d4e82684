import { ActionForm } from "@/app/_components/action-form";
import type { Field } from "@/app/_components/action-field";
import type { AddressState } from "@/lib/address-state";
import { sendsMail } from "@/lib/mail/queue";
import type { Messages } from "@/lib/messages";
import { askAgain, changeAddress } from "./actions";

type Props = { email: string | null; state: AddressState; hasPassword: boolean; messages: Messages };

/** The address, whether it is confirmed, and the way to another one: by a link that is sent there. */
export function AddressForm({ email, state, hasPassword, messages }: Props) {
  const { t, sentences } = messages;
  const said = sentences.account;
  const isOpen = state === "unconfirmed" || state === "contested";
  const password: Field = {
    kind: "password",
    name: "present_password",
    label: said.present,
    required: true,
    autoComplete: "current-password",
  };
  return (
    <section aria-labelledby="address" className="stack">
      <h2 id="address">{said.address}</h2>
      <p>
        {email
          ? t(`account.addressIs.${state === "confirmed" ? "confirmed" : "unconfirmed"}`, { email })
          : said.noAddress}
      </p>
      {!sendsMail() && <p className="muted">{said.forgot.noMail}</p>}
      {sendsMail() && isOpen && (
        <>
          <p className="muted">{state === "contested" ? said.notice.contested : said.unconfirmedLead}</p>
          <ActionForm action={askAgain} button={said.askAgain} quiet />
        </>
      )}
      {sendsMail() && (
        <ActionForm
          action={changeAddress}
          fields={[
            {
              kind: "email",
              name: "email",
              label: said.newAddress,
              hint: said.newAddressHint,
              required: true,
              autoComplete: "email",
            },
            ...(hasPassword ? [password] : []),
          ]}
          button={said.changeAddress}
          quiet
        />
      )}
    </section>
  );
}
