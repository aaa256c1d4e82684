"use client";

import { useFeature } from "@/app/_components/entitlements-provider";

/** What the hook tells a client component. */
export function Shown() {
  const { allowed, reason } = useFeature("export");
  const until = "until" in reason && reason.until instanceof Date ? reason.until.toISOString() : "no day";
  return <p>{`Export: ${allowed ? "yes" : "no"}, ${reason.kind}, ${until}`}</p>;
}
