"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { actAsVisitor, typedIn } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { pathWith, paths } from "@/app/_components/paths";
import { codeOf } from "@/app/_components/product-error";
import { rememberSignInPage } from "@/lib/auth";
import { askForMailLink } from "@/lib/auth/links/ask-for-mail-link";
import { limitLinks, limitSignUps } from "@/lib/auth/limits";
import { signInByPassword } from "@/lib/auth/sign-in";
import { signUp, signUpFields } from "@/lib/auth/sign-up/sign-up";
import { emailField } from "@/lib/email";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { sendSoon } from "@/lib/mail/wake";
import type { Sentences } from "@/lib/messages";
import { own } from "@/lib/own";
import { nextOf, wantedIn } from "./parameters";

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

/** For visitors without JavaScript: the form of the page's script calls next-auth's and our own endpoints. */
export async function signInPlainly(_: FormState, form: FormData): Promise<FormState> {
  return actAsVisitor(form, async () => {
    const { sentences } = await getMessages();
    if (await signInByPassword(typedIn(form, "email"), typedIn(form, "password"))) redirect(nextPage(form));
    return { problem: sentences.login.form.wrongPassword, values: { email: typedIn(form, "email") } };
  });
}

export async function signUpPlainly(_: FormState, form: FormData): Promise<FormState> {
  return actAsVisitor(form, async () => {
    const { language, sentences } = await getMessages();
    const said = sentences.login.form;
    const [name, email, password] = ["name", "email", "password"].map((field) => typedIn(form, field));
    const fields = signUpFields.safeParse({ name: name || undefined, email, password });
    if (!fields.success) return { problems: problemsIn(fields.error.issues, said) };
    const slot = await limitSignUps(await headers());
    await signUp(fields.data, language).catch(async (error: unknown) => {
      // Nothing was begun, and the person shall try again.
      if (codeOf(error) === "overloaded") await slot.giveBack();
      throw error;
    });
    after(sendSoon);
    // A taken address isn't told; its own password still opens it.
    if (await signInByPassword(fields.data.email, fields.data.password)) redirect(nextPage(form));
    return { problem: said.taken, values: { name: name ?? "", email: fields.data.email } };
  });
}

const nextPage = (form: FormData): string => {
  const wanted = wantedIn(new URLSearchParams(typedIn(form, "wanted")));
  // The plan's page says what is bought, and for which workspace.
  return wanted.price ? pathWith(paths.login, wanted) : nextOf(wanted);
};

type Issue = { path: PropertyKey[]; code: string };

function problemsIn(issues: Issue[], said: Sentences["login"]["form"]): Record<string, string> {
  const known: Record<string, string> = said.problems;
  return Object.fromEntries(
    issues.map(({ path, code }) => {
      const field = String(path[0]);
      // A password that is long enough was refused because everyone guesses it.
      return [field, code === "custom" ? said.commonPassword : (own(known, field) ?? said.failed)];
    }),
  );
}
