import { ActionForm } from "@/app/_components/action-form";
import type { Field } from "@/app/_components/action-field";
import { nameOfProvider } from "@/lib/auth/providers/providers";
import type { Messages } from "@/lib/messages";
import { setPassword } from "./actions";

type Props = { hasPassword: boolean; providers: string[]; messages: Messages };

export function PasswordForm({ hasPassword, providers, messages }: Props) {
  const said = messages.sentences.account;
  const password = (name: string, label: string, autoComplete: string, hint?: string): Field => ({
    kind: "password",
    name,
    label,
    hint,
    autoComplete,
    required: true,
  });
  return (
    <section aria-labelledby="password" className="stack">
      <h2 id="password">{said.password}</h2>
      <p className="muted">
        {hasPassword || providers.length === 0
          ? said.passwordLead
          : messages.t("account.noPassword", { providers: messages.list(providers.map(nameOfProvider)) })}
      </p>
      <ActionForm
        action={setPassword}
        fields={[
          ...(hasPassword ? [password("present_password", said.present, "current-password")] : []),
          password("new_password", said.new, "new-password", said.newHint),
        ]}
        button={hasPassword ? said.change : said.set}
        quiet
      />
    </section>
  );
}
