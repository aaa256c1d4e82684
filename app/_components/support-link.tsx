import { supportEnv } from "@/lib/env";
import type { Words } from "@/lib/messages";

/** Where customers write to, if a setting says so. */
export function SupportLink({ words }: { words: Words }) {
  const { SUPPORT_URL } = supportEnv();
  return SUPPORT_URL && <a href={SUPPORT_URL}>{words.t("site.writeToUs")}</a>;
}
