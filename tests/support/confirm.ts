import { confirmAddress } from "@/lib/auth/addresses/confirm";
import { linkIdIn } from "@/lib/auth/links/links";
import { prisma } from "@/lib/db";
import type { Language } from "@/lib/languages.mjs";
import { claimOf } from "./claim";

/** Uses a link to confirm an address, in a browser in which its account is signed in. @returns the account's id */
export async function confirmAsHolder(token: string, language: Language = "en"): Promise<string> {
  const id = linkIdIn("address_confirmation", token);
  const link = id === null ? null : await prisma().oneTimeLink.findUnique({ where: { id } });
  return confirmAddress(token, language, { claim: link && (await claimOf(link.userId)), password: null });
}
