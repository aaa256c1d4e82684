"use server";

import { redirect } from "next/navigation";
import { headers } from "next/headers";
import { actAsVisitor, typedIn } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { paths } from "@/app/_components/paths";
import { codeOf } from "@/app/_components/product-error";
import { getClaim } from "@/lib/auth";
import { confirmAddress } from "@/lib/auth/addresses/confirm";
import { limitLinks } from "@/lib/auth/limits";

export async function confirm(_: FormState, form: FormData): Promise<FormState> {
  return actAsVisitor(form, async () => {
    await limitLinks(await headers());
    const { language, sentences } = await getMessages();
    const password = form.has("password") ? typedIn(form, "password") : null;
    try {
      await confirmAddress(typedIn(form, "token"), language, { claim: await getClaim(), password });
    } catch (error) {
      if (codeOf(error) !== "wrong_password") throw error;
      return { problems: { password: sentences.account.confirm.wrongPassword } };
    }
    redirect(`${paths.confirmAddress}/done`);
  });
}
