"use server";

import { headers } from "next/headers";
import { after } from "next/server";
import { actAsVisitor, typedIn } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { pathWith, paths } from "@/app/_components/paths";
import { rememberSignInPage } from "@/lib/auth";
import { askForMailLink } from "@/lib/auth/links/ask-for-mail-link";
import { limitLinks } from "@/lib/auth/limits";
import { emailField } from "@/lib/email";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { sendSoon } from "@/lib/mail/wake";
import { wantedIn } from "./parameters";

/** Sends a link to sign in. Says the same of every address, so that nobody learns who has an account. */
export async function askForLink(_: FormState, form: FormData): Promise<FormState> {
  return actAsVisitor(form, async () => {
    if (!env().SIGN_IN_BY_MAIL) throw notFound();
    const { language, sentences } = await getMessages();
    const email = emailField.safeParse(typedIn(form, "email").trim());
    if (!email.success) return { problems: { email: sentences.account.forgot.notEmail } };
    await limitLinks(await headers());
    await askForMailLink(email.data, language);
    // For who opens the link in this browser.
    await rememberSignInPage(pathWith(paths.login, wantedIn(new URLSearchParams(typedIn(form, "wanted")))));
    // Making a mail takes time, which shall not tell whether there is one.
    after(sendSoon);
  });
}
