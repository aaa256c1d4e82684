"use client";

import type { InputHTMLAttributes } from "react";
import styles from "@/app/_components/field.module.css";

type Props = InputHTMLAttributes<HTMLInputElement> & { id: string; label: string; hint?: string; problem?: string };

/** A labelled input with its hint, and what is wrong with what was typed. */
export function TextField({ id, label, hint, problem, ...input }: Props) {
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {label} {hint && <span className="muted small">{hint}</span>}
      </label>
      <input
        id={id}
        name={id}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        {...input}
      />
      {problem && (
        <p id={`${id}-problem`} className={`small ${styles.problem}`}>
          {problem}
        </p>
      )}
    </div>
  );
}
