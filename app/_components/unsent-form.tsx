"use client";

import { createContext, type ReactNode, useContext } from "react";
import { useBrowserMessages } from "./browser-messages";

const UnsentContext = createContext<Record<string, string> | null>(null);

type Props = {
  /** What was typed into a form of this page that an earlier release had rendered; null for none. */
  values: Record<string, string> | null;
  children: ReactNode;
};

/** Says above the page that a form was not taken; the form itself keeps what was typed. */
export function UnsentForm({ values, children }: Props) {
  const { refusals } = useBrowserMessages();
  return (
    <UnsentContext value={values}>
      {values && (
        <div className="wrap">
          <p role="alert" className="notice small">
            {refusals.resend_form}
          </p>
        </div>
      )}
      {children}
    </UnsentContext>
  );
}

export const useUnsentForm = (): Record<string, string> | null => useContext(UnsentContext);
