"use client";

import { type ReactNode, useActionState, useId } from "react";
import { ActionField, type Field } from "./action-field";
import styles from "./action-form.module.css";
import { useBrowserWords } from "./browser-words";
import { CopyLink, type LinkWords } from "./copy-link";

/** What an action answers when it did not lead to another page. */
export type FormState = {
  /** Why it was not done. */
  problem?: string;
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
  fields?: Field[];
  button: ReactNode;
  /** For buttons whose text says too little outside of their surroundings. */
  label?: string;
  quiet?: boolean;
  /** Field and button in one line. */
  inline?: boolean;
  linkWords?: LinkWords;
};

/** A form that a server action takes, with and without JavaScript: a refusal stands in it, and what was typed stays. */
export function ActionForm({ action, hidden = {}, fields = [], button, label, quiet, inline, linkWords }: Props) {
  const { working } = useBrowserWords();
  const [state, send, pending] = useActionState(action, {});
  const id = useId();
  return (
    <form
      action={send}
      className={inline ? `${styles.form} ${styles.inline}` : styles.form}
      onSubmit={(event) => {
        if (pending) event.preventDefault();
      }}
    >
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {state.problem && (
        <p role="alert" className="notice small">
          {state.problem}
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
      <button className={quiet ? "button quiet" : "button"} aria-disabled={pending} aria-label={pending ? undefined : label}>
        {pending ? working : button}
      </button>
      {state.link && linkWords && <CopyLink link={state.link} words={linkWords} />}
    </form>
  );
}
