import { countCoMembers } from "@/lib/auth/links/co-members";
import type { Messages } from "@/lib/messages";

/** Tells who is about to take an account over that others are in its workspaces, and says nothing where nobody is. */
export async function CoMembers({ linkId, messages }: { linkId: string | null; messages: Messages }) {
  const count = await countCoMembers(linkId);
  return count > 0 && <p className="notice">{messages.t("account.reset.others", { count })}</p>;
}
