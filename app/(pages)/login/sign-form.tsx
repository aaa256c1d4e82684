"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { useBrowserWords } from "@/app/_components/browser-words";
import { askJson, type Refusal } from "@/app/_components/post-json";
import { RefusalNotice } from "@/app/_components/refusal-notice";
import { CHECKOUT, useLeave } from "@/app/_components/use-leave";
import { fill } from "@/lib/words/fill";
import type { Sentences } from "@/lib/words";
import { type Fields, signIn, signUp } from "./account";
import { ContinueToCheckout } from "./continue-to-checkout";
import styles from "./login.module.css";
import { TextField } from "./text-field";

type Workspace = { id: string; name: string; role: string };
type Props = {
  priceId: string | null;
  next: string;
  startWithSignUp: boolean;
  words: Sentences["login"]["form"];
  children: ReactNode;
};

/**
 * Sign-up and sign-in in one form, so that what was typed survives a switch and a wrong password. With a chosen price
 * the visitor's submit goes on to its checkout.
 */
export function SignForm({ priceId, next, startWithSignUp, words, children }: Props) {
  const { working, refusals } = useBrowserWords();
  const [isSignUp, setSignUp] = useState(startWithSignUp);
  const [fields, setFields] = useState<Fields>({ name: "", email: "", password: "" });
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const [errors, setErrors] = useState<Refusal["errors"]>();
  const [workspaces, setWorkspaces] = useState<Workspace[] | null>(null);
  const checkout = useLeave();

  const field = (key: keyof Fields) => ({
    id: key,
    value: fields[key],
    onChange: (change: { target: { value: string } }) => setFields({ ...fields, [key]: change.target.value }),
    problem: errors?.some((error) => error.field === key) ? words.problems[key] : undefined,
  });

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setMessage("");
    setErrors(undefined);
    const outcome = await (isSignUp ? signUp : signIn)(fields, { ...words, refusals });
    if (!outcome.ok) {
      setBusy(false);
      setMessage(outcome.message);
      setErrors(outcome.errors);
      if (outcome.message === words.taken) setSignUp(false);
    } else if (priceId) {
      await goToCheckout(priceId);
    } else {
      location.assign(next);
    }
  }

  async function goToCheckout(price_id: string) {
    const answer = await askJson<Workspace[]>("/api/workspaces/");
    const mine = answer.ok ? answer.data.filter((one) => one.role !== "member") : [];
    const [own] = mine;
    if (own) await checkout.leave(CHECKOUT, { price_id, workspace_id: own.id });
    // Only seen when the checkout did not open: signed in they are now, so the form has done its part.
    setWorkspaces(mine);
    setBusy(false);
  }

  const waiting = busy || checkout.busy;
  if (priceId && workspaces && !waiting) {
    return (
      <>
        {children}
        {checkout.refusal && <RefusalNotice {...checkout} refusal={checkout.refusal} onFollow={checkout.follow} />}
        <p className="muted">{fill(words.signedInAs, { who: fields.email })}</p>
        <ContinueToCheckout priceId={priceId} workspaces={workspaces} words={words} />
      </>
    );
  }
  const action = isSignUp ? words.signUp : words.signIn;
  const thenCheckout = isSignUp ? words.signUpThenCheckout : words.signInThenCheckout;
  return (
    <>
      <h1>{isSignUp ? words.signUpTitle : words.signInTitle}</h1>
      {children}
      <form onSubmit={(event) => void submit(event)} className={styles.form} method="post">
        {message && (
          <p role="alert" className="notice small">
            {message}
          </p>
        )}
        {isSignUp && <TextField {...field("name")} label={words.name} hint={words.nameHint} autoComplete="name" />}
        <TextField {...field("email")} label={words.email} type="email" autoComplete="username" required />
        <TextField
          {...field("password")}
          label={words.password}
          hint={isSignUp ? words.newPasswordHint : undefined}
          type="password"
          autoComplete={isSignUp ? "new-password" : "current-password"}
          minLength={isSignUp ? 8 : undefined}
          required
        />
        <button className="button" aria-disabled={waiting}>
          {waiting ? working : priceId ? thenCheckout : action}
        </button>
      </form>
      <p className="muted">
        {isSignUp ? words.haveAccount : words.noAccount}{" "}
        <button
          type="button"
          className="text-button"
          onClick={() => {
            setSignUp(!isSignUp);
            setMessage("");
            setErrors(undefined);
          }}
        >
          {isSignUp ? words.switchToSignIn : words.switchToSignUp}
        </button>
      </p>
    </>
  );
}
