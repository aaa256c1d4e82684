import { supportEnv } from "@/lib/env";
import type { Messages } from "@/lib/messages";

/** Where customers write to, if a setting says so. */
export function SupportLink({ messages }: { messages: Messages }) {
  const { SUPPORT_URL } = supportEnv();
  return SUPPORT_URL && <a href={SUPPORT_URL}>{messages.t("site.writeToUs")}</a>;
}
