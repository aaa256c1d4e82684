"use server";

import { redirect } from "next/navigation";
import { headers } from "next/headers";
import { actAsVisitor, typedIn } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { passwordSentence } from "@/app/_components/password-sentence";
import { paths } from "@/app/_components/paths";
import { limitLinks } from "@/lib/auth/limits";
import { resetPassword } from "@/lib/auth/links/reset";

export async function reset(_: FormState, form: FormData): Promise<FormState> {
  return actAsVisitor(form, async () => {
    await limitLinks(await headers());
    const token = typedIn(form, "token");
    const password = typedIn(form, "new_password");
    try {
      await resetPassword(token, password, (await getMessages()).language);
    } catch (error) {
      const problem = passwordSentence(error, password, await getMessages());
      if (problem) return { problems: { new_password: problem } };
      throw error;
    }
    redirect(`${paths.resetPassword}/done`);
  });
}
