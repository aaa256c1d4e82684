"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { actAsVisitor, typedIn } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { pathWith, paths } from "@/app/_components/paths";
import { askForReset } from "@/lib/auth/links/ask-for-reset";
import { limitLinks } from "@/lib/auth/limits";
import { emailField } from "@/lib/email";
import { sendSoon } from "@/lib/mail/wake";

export async function ask(_: FormState, form: FormData): Promise<FormState> {
  return actAsVisitor(form, async () => {
    const { language, sentences } = await getMessages();
    const email = emailField.safeParse(typedIn(form, "email").trim());
    if (!email.success) return { problems: { email: sentences.account.forgot.notEmail } };
    await limitLinks(await headers());
    await askForReset(email.data, language);
    // Making a mail takes time, which shall not tell whether there is one.
    after(sendSoon);
    redirect(pathWith(paths.forgotPassword, { done: "sent" }));
  });
}
