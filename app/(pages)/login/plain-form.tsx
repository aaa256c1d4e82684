import { ActionForm } from "@/app/_components/action-form";
import { pathWith, paths } from "@/app/_components/paths";
import type { Messages } from "@/lib/messages";
import { signInPlainly, signUpPlainly } from "./actions";

type Props = {
  isSignUp: boolean;
  /** Where the visitor wanted to go, of which nothing may be lost. */
  wanted: Record<string, string>;
  hasProviders: boolean;
  messages: Messages;
};

/** Signing in and up without JavaScript, in forms that the server answers. */
export function PlainForm({ isSignUp, wanted, hasProviders, messages: { sentences } }: Props) {
  const { form } = sentences.login;
  const email = { kind: "email", name: "email", label: form.email, required: true, autoComplete: "username" } as const;
  const password = { kind: "password", name: "password", label: form.password, required: true } as const;
  const other = pathWith(paths.login, { ...wanted, mode: isSignUp ? "sign-in" : "sign-up" });
  return (
    <noscript>
      <div className="stack">
        <h1>{isSignUp ? form.signUpTitle : form.signInTitle}</h1>
        {isSignUp ? (
          <ActionForm
            action={signUpPlainly}
            hidden={{ wanted: String(new URLSearchParams(wanted)) }}
            fields={[
              {
                kind: "text",
                name: "name",
                label: form.name,
                hint: form.nameHint,
                maxLength: 100,
                autoComplete: "name",
              },
              email,
              { ...password, hint: form.newPasswordHint, autoComplete: "new-password" },
            ]}
            button={form.signUp}
          />
        ) : (
          <ActionForm
            action={signInPlainly}
            hidden={{ wanted: String(new URLSearchParams(wanted)) }}
            fields={[email, { ...password, autoComplete: "current-password" }]}
            button={form.signIn}
          />
        )}
        {!isSignUp && (
          <p className="small">
            <a href={paths.forgotPassword}>{form.forgot}</a>
          </p>
        )}
        <p className="muted">
          {isSignUp ? form.haveAccount : form.noAccount}{" "}
          <a href={other}>{isSignUp ? form.switchToSignIn : form.switchToSignUp}</a>
        </p>
        {hasProviders && <p className="small muted">{sentences.login.providersNeedScript}</p>}
      </div>
    </noscript>
  );
}
