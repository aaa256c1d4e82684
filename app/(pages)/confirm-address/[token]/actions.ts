"use server";

import { redirect } from "next/navigation";
import { headers } from "next/headers";
import { actAsVisitor, typedIn } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { paths } from "@/app/_components/paths";
import { confirmAddress } from "@/lib/auth/addresses/address";
import { limitLinks } from "@/lib/auth/limits";

export async function confirm(_: FormState, form: FormData): Promise<FormState> {
  return actAsVisitor(form, async () => {
    await limitLinks(await headers());
    await confirmAddress(typedIn(form, "token"), (await getMessages()).language);
    redirect(`${paths.confirmAddress}/done`);
  });
}
