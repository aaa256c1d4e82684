"use server";

import { redirect } from "next/navigation";
import { act, idOf, typedIn } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { passwordSentence } from "@/app/_components/password-sentence";
import { leadOn } from "@/app/_components/lead-on";
import { pathWith, paths } from "@/app/_components/paths";
import { codeOf } from "@/app/_components/product-error";
import { requireClaim } from "@/lib/auth";
import { askToConfirm } from "@/lib/auth/addresses/address";
import { changePassword, confirmPassword } from "@/lib/auth/passwords/password-change";
import { personName, renameUser } from "@/lib/auth/profile";
import { endAllBut, endOther } from "@/lib/auth/sessions";
import { emailField } from "@/lib/email";
import { deleteAccount } from "@/lib/billing/account/deletion";

// The actions of a person's own account.

const back = (done: string): never => leadOn(pathWith(paths.account, { done }));

export async function rename(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async () => {
    const name = personName.safeParse(typedIn(form, "name"));
    if (!name.success) return { problems: { name: (await getMessages()).sentences.account.notText } };
    await renameUser(await requireClaim(), name.data);
    back("name");
  });
}

export async function setPassword(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async () => {
    const password = typedIn(form, "new_password");
    try {
      await changePassword(
        await requireClaim(),
        typedIn(form, "present_password"),
        password,
        (await getMessages()).language,
      );
    } catch (error) {
      return await fieldProblem(error, password);
    }
    back("password");
  });
}

/** What belongs to a field of the form. @throws any other refusal */
async function fieldProblem(error: unknown, password: string): Promise<FormState> {
  const messages = await getMessages();
  const problem = passwordSentence(error, password, messages);
  if (problem) return { problems: { new_password: problem } };
  if (codeOf(error) === "wrong_password")
    return { problems: { present_password: messages.sentences.account.wrongPassword } };
  throw error;
}

export async function askAgain(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async ({ email }) => {
    if (email) await askToConfirm(await requireClaim(), email, (await getMessages()).language, true);
    back("asked");
  });
}

export async function changeAddress(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async () => {
    const { language, sentences } = await getMessages();
    const email = emailField.safeParse(typedIn(form, "email").trim());
    if (!email.success) return { problems: { email: sentences.account.forgot.notEmail } };
    const claim = await requireClaim();
    try {
      await confirmPassword(claim, typedIn(form, "present_password"));
    } catch (error) {
      return await fieldProblem(error, "");
    }
    await askToConfirm(claim, email.data, language);
    back("asked");
  });
}

export async function endSession(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    await endOther(user.id, idOf(form, "session"));
    back("ended");
  });
}

export async function endOtherSessions(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async () => {
    await endAllBut(await requireClaim());
    back("others");
  });
}

export async function destroy(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    try {
      await confirmPassword(await requireClaim(), typedIn(form, "present_password"));
    } catch (error) {
      return await fieldProblem(error, "");
    }
    await deleteAccount(user);
    redirect(pathWith(paths.login, { done: "deleted" }));
  });
}
