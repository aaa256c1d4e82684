import type { ReactNode } from "react";

type Props = {
  /** success: what was just done; warning: what the reader has to do; danger: what failed or stops */
  kind: "success" | "warning" | "danger";
  children: ReactNode;
};

/** A message at the top of a page. Screen readers say a success when they come to it, and the others at once. */
export function Notice({ kind, children }: Props) {
  return (
    <div role={kind === "success" ? "status" : "alert"} className={kind === "warning" ? "notice" : `notice ${kind}`}>
      {children}
    </div>
  );
}
