"use client";

import { unstable_isUnrecognizedActionError } from "next/navigation";
import { type ReactNode, useActionState, useId, useRef, useSyncExternalStore } from "react";
import { ActionField, type Field } from "./action-field";
import styles from "./action-form.module.css";
import { useBrowserMessages } from "./browser-messages";
import { keepUnsent } from "./keep-unsent";
import { Button } from "./button";
import { CopyLink, type LinkMessages } from "./copy-link";
import { isSameForm, KEPT, withoutSecrets } from "@/lib/unsent-form";
import { useUnsentForm } from "./unsent-form";
import { useFirstProblem } from "./use-first-problem";

/** What an action answers when it did not lead to another page. */
export type FormState = {
  /** Why it was not done. */
  problem?: string;
  /** The link that resolves it. */
  wayOut?: {
    href: string;
    text: string;
    /** Opened beside the page, which keeps what was typed. */
    aside?: boolean;
  };
  /** What is wrong with a field, by its name. */
  problems?: Record<string, string>;
  /** What was typed, to be kept. */
  values?: Record<string, string>;
  /** An address that was made, to be copied. */
  link?: string;
};

export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

type Props = {
  action: FormAction;
  /** What goes along unseen. */
  hidden?: Record<string, string>;
  /** Of a form that makes something: an id of its own, so that it makes it once however often it's sent. */
  once?: string;
  fields?: Field[];
  button: ReactNode;
  /** For buttons whose text says too little outside of their surroundings. */
  label?: string;
  quiet?: boolean;
  /** What it does can't be undone. */
  danger?: boolean;
  /** Beside the button, in a dialog: what closes it. Without a script nothing is open. */
  keep?: string;
  /** Field and button in one line. */
  inline?: boolean;
  linkMessages?: LinkMessages;
};

const typedIn = (form: FormData): Record<string, string> =>
  withoutSecrets(
    Object.fromEntries(
      [...form].flatMap(([name, value]) => (typeof value === "string" && !name.startsWith("$") ? [[name, value]] : [])),
    ),
  );

const never = () => () => undefined;

/** The same action; without an answer the form stays as it is, and says so. */
const orNoAnswer =
  (action: FormAction, problems: Record<"no_answer" | "outdated_form", string>): FormAction =>
  async (previous, form) => {
    try {
      return await action(previous, form);
    } catch (error) {
      // The page is of an earlier release, and the app has no such action any more.
      if (unstable_isUnrecognizedActionError(error)) {
        keepUnsent(typedIn(form));
        return { problem: problems.outdated_form, values: typedIn(form) };
      }
      // So a request fails that got nowhere. Anything else, such as the way to another page, is Next's affair.
      if (!(error instanceof TypeError)) throw error;
      return { problem: problems.no_answer, values: typedIn(form) };
    }
  };

/**
 * A form that a server action takes, with and without JavaScript. It shows a refusal and keeps what was typed.
 */
export function ActionForm(props: Props) {
  const { action, hidden = {}, once, fields = [], button, label, quiet, danger, keep, inline, linkMessages } = props;
  const { working, refusals } = useBrowserMessages();
  const unsent = useUnsentForm();
  // The server renders its own action, for visitors without JavaScript.
  const isRunning = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const [state, send, pending] = useActionState(isRunning ? orNoAnswer(action, refusals) : action, {
    values:
      unsent && isSameForm(unsent, hidden, [...fields.map((field) => field.name), ...(once ? ["form"] : [])])
        ? unsent
        : undefined,
  });
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  useFirstProblem(form, state.problems);
  return (
    <form ref={form} action={send} className={inline ? `${styles.form} ${styles.inline}` : styles.form}>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {once && <input type="hidden" name="form" value={once} />}
      {fields.some(({ kind }) => kind !== "check") && <input type="hidden" name={KEPT} value="" />}
      {state.problem && (
        <p role="alert" className="notice small">
          {state.problem}{" "}
          {state.wayOut && (
            <a href={state.wayOut.href} {...(state.wayOut.aside && { target: "_blank", rel: "noreferrer" })}>
              {state.wayOut.text}
            </a>
          )}
        </p>
      )}
      {fields.map((field) => (
        <ActionField
          key={field.name}
          field={field}
          id={`${id}${field.name}`}
          typed={state.values?.[field.name]}
          problem={state.problems?.[field.name]}
        />
      ))}
      <div className={keep ? "row" : "contents"}>
        {keep && (
          <button type="button" className="button quiet needs-script" data-close>
            {keep}
          </button>
        )}
        <Button
          look={danger ? "danger" : quiet ? "quiet" : undefined}
          busy={pending}
          working={working}
          aria-label={pending ? undefined : label}
        >
          {button}
        </Button>
      </div>
      {state.link && linkMessages && <CopyLink link={state.link} messages={linkMessages} />}
    </form>
  );
}
