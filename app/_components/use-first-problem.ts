"use client";

import { type RefObject, useEffect } from "react";

/** Brings people to the first field that was refused, which a screen reader then reads with what is wrong with it. */
export function useFirstProblem(form: RefObject<HTMLFormElement | null>, answer: unknown): void {
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [form, answer]);
}
