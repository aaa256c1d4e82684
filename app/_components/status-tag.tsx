import type { ReactNode } from "react";

/** good: as it should be; warning: something is to be done; danger: stopped; neutral: over, or only a fact */
export type TagKind = "good" | "warning" | "danger" | "neutral";

/** A state in one or two words, beside the name of what is in it. The words alone have to say it: color only helps. */
export function StatusTag({ kind, children }: { kind: TagKind; children: ReactNode }) {
  return <span className={kind === "good" ? "tag" : `tag ${kind}`}>{children}</span>;
}
