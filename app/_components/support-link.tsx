import type { ReactNode } from "react";
import { supportEnv } from "@/lib/env";
import type { Messages } from "@/lib/messages";

/** Where customers write to, if a setting says so. `children` are a sentence's own text for it. */
export function SupportLink({ messages, children }: { messages: Messages; children?: ReactNode }) {
  const { SUPPORT_URL } = supportEnv();
  return SUPPORT_URL ? <a href={SUPPORT_URL}>{children ?? messages.t("site.writeToUs")}</a> : children;
}
