"use client";

import { useEffect, useRef, useState } from "react";
import type { FormState } from "@/app/_components/action-form";
import { useBrowserMessages } from "@/app/_components/browser-messages";
import { Button } from "@/app/_components/button";
import { Form } from "@/app/_components/form";
import { paths } from "@/app/_components/paths";
import { askJson, type Refusal } from "@/app/_components/post-json";
import { useFirstProblem } from "@/app/_components/use-first-problem";
import { CHECKOUT, useStripePage } from "@/app/_components/use-stripe-page";
import { fill } from "@/lib/messages/fill";
import type { Sentences } from "@/lib/messages";
import { type Fields, signIn, signUp } from "./account";
import { askForLink } from "./actions";
import { BY, MailLinkButton } from "./mail-link";
import { ContinueToCheckout } from "./continue-to-checkout";
import styles from "./login.module.css";
import { meant } from "./meant";
import { Providers } from "./providers";
import { TextField } from "./text-field";
import type { Wanted } from "./wanted";

/** What the checkout answers where the workspace has a plan. */
const HAS_PLAN = ["plan_change_required", "already_subscribed"];

type Workspace = { id: string; name: string; role: string };
type Props = {
  /** The chosen price, if one was. */
  wanted: Wanted | null;
  /** The workspace that the price was chosen for, if one was. */
  chosenFor: string | undefined;
  next: string;
  startWithSignUp: boolean;
  /** Whether a link by mail signs in. */
  byMail: boolean;
  providers: { id: string; name: string }[];
  messages: Sentences["login"]["form"];
};

/** A password that is long enough was refused because everyone guesses it. */
const problemWith = (key: keyof Fields, password: string, { problems, commonPassword }: Props["messages"]): string =>
  key === "password" && password.length >= 8 && password.length <= 200 ? commonPassword : problems[key];

/**
 * Sign-up and sign-in in one form, so that what was typed survives a switch and a wrong password. With a chosen price
 * the submit continues to its checkout.
 */
export function SignForm({ wanted, chosenFor, next, startWithSignUp, providers, byMail, messages }: Props) {
  const { working, refusals } = useBrowserMessages();
  const [isSignUp, setSignUp] = useState(startWithSignUp);
  const [fields, setFields] = useState<Fields>({ name: "", email: "", password: "" });
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const [isMailed, setMailed] = useState(false);
  const [errors, setErrors] = useState<Refusal["errors"]>();
  const [workspaces, setWorkspaces] = useState<Workspace[] | null>(null);
  const checkout = useStripePage();
  const form = useRef<HTMLFormElement>(null);
  useFirstProblem(form, errors);

  useEffect(() => {
    // What was typed before the page's script ran is only in the form, and the next rendering would clear it.
    if (!form.current) return;
    const typed = Object.fromEntries(new FormData(form.current)) as Partial<Fields>;
    setFields((known) => ({ ...known, ...typed }));
  }, []);

  const field = (key: keyof Fields) => ({
    id: key,
    value: fields[key],
    onChange: ({ target: { value } }: { target: { value: string } }) =>
      setFields((known) => ({ ...known, [key]: value })),
    problem: errors?.some((error) => error.field === key) ? problemWith(key, fields.password, messages) : undefined,
  });

  async function switchOver() {
    setSignUp(!isSignUp);
    setMailed(false);
    setMessage("");
    setErrors(undefined);
  }

  async function sendLink(email: string) {
    const asked = new FormData();
    asked.set("email", email);
    asked.set("wanted", location.search.slice(1));
    const { problem, problems } = await askForLink({}, asked).catch((): FormState => ({ problem: messages.failed }));
    setMailed(!problem && !problems);
    setMessage(problem ?? "");
    setErrors(problems && Object.entries(problems).map(([field, message]) => ({ field, message })));
    setBusy(false);
  }

  async function send(sent: FormData) {
    setBusy(true);
    setMailed(false);
    setMessage("");
    setErrors(undefined);
    if (sent.get(BY) === "mail") return sendLink(String(sent.get("email")));
    const outcome = await (isSignUp ? signUp : signIn)(
      { ...fields, ...(Object.fromEntries(sent) as Partial<Fields>) },
      { ...messages, refusals },
    );
    if (!outcome.ok) {
      setBusy(false);
      setMessage(outcome.message);
      setErrors(outcome.errors);
      if (outcome.message === messages.taken) setSignUp(false);
    } else if (wanted) {
      await goToCheckout(wanted);
    } else {
      location.assign(next);
    }
  }

  async function goToCheckout(chosen: Wanted) {
    const answer = await askJson<Workspace[]>("/api/workspaces/");
    // The visitor is signed in now, so the page for signed-in visitors continues from here.
    if (!answer.ok) return location.reload();
    const mine = answer.data.filter((one) => one.role !== "member");
    const workspace = meant(mine, chosenFor);
    const refusal = workspace && (await checkout.leave(CHECKOUT, { ...chosen, workspace_id: workspace.id }));
    // They have a plan already, so this is a change of it, as the page for signed-in visitors knows.
    if (refusal && HAS_PLAN.includes(refusal.code)) return location.reload();
    // Only seen when the checkout did not open: signed in they are now, so the form has done its part.
    setWorkspaces(mine);
    setBusy(false);
  }

  const waiting = busy || checkout.busy;
  if (wanted && workspaces && !waiting) {
    return (
      <>
        <h1>{messages.checkoutTitle}</h1>
        <p className="muted">{fill(messages.signedInAs, { who: fields.email })}</p>
        <ContinueToCheckout
          wanted={wanted}
          chosenFor={chosenFor}
          workspaces={workspaces}
          refused={checkout.refusal}
          messages={messages}
        />
      </>
    );
  }
  const action = isSignUp ? messages.signUp : messages.signIn;
  const thenCheckout = isSignUp ? messages.signUpThenCheckout : messages.signInThenCheckout;
  return (
    <>
      <h1>{isSignUp ? messages.signUpTitle : messages.signInTitle}</h1>
      <Form ref={form} onSend={send} className={styles.form}>
        {message && (
          <p role="alert" className="notice small">
            {message}
          </p>
        )}
        {isSignUp && (
          <TextField {...field("name")} label={messages.name} hint={messages.nameHint} autoComplete="name" />
        )}
        <TextField {...field("email")} label={messages.email} type="email" autoComplete="username" required />
        <TextField
          {...field("password")}
          label={messages.password}
          hint={isSignUp ? messages.newPasswordHint : undefined}
          type="password"
          autoComplete={isSignUp ? "new-password" : "current-password"}
          minLength={isSignUp ? 8 : undefined}
          required
        />
        {!isSignUp && (
          <a className="small" href={paths.forgotPassword}>
            {messages.forgot}
          </a>
        )}
        <p role="status" className={isMailed ? "notice small" : "visually-hidden"}>
          {isMailed && messages.byMail.sent}
        </p>
        <Button busy={waiting} working={working}>
          {wanted ? thenCheckout : action}
        </Button>
        {byMail && !isSignUp && <MailLinkButton busy={waiting} messages={messages} />}
      </Form>
      <Providers offered={providers} isNext={byMail && !isSignUp} messages={messages.provider} />
      <div className="muted">
        {isSignUp ? messages.haveAccount : messages.noAccount}{" "}
        <Form onSend={switchOver}>
          <Button look="text">{isSignUp ? messages.switchToSignIn : messages.switchToSignUp}</Button>
        </Form>
      </div>
    </>
  );
}
