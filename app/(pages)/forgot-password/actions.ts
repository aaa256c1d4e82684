"use server";

import { redirect } from "next/navigation";
import { actAsVisitor, typedIn } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { pathWith, paths } from "@/app/_components/paths";
import { askForReset } from "@/lib/auth/ask-for-reset";
import { emailField } from "@/lib/email";

export async function ask(_: FormState, form: FormData): Promise<FormState> {
  return actAsVisitor(form, async () => {
    const { language, sentences } = await getMessages();
    const email = emailField.safeParse(typedIn(form, "email").trim());
    if (!email.success) return { problems: { email: sentences.account.forgot.notEmail } };
    await askForReset(email.data, language);
    redirect(pathWith(paths.forgotPassword, { done: "sent" }));
  });
}
