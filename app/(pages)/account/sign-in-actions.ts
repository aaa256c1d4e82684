"use server";

import { redirect } from "next/navigation";
import { act, typedIn } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { leadOn } from "@/app/_components/lead-on";
import { pathWith, paths } from "@/app/_components/paths";
import { codeOf } from "@/app/_components/product-error";
import { requireClaim } from "@/lib/auth";
import { addressState } from "@/lib/auth/addresses/address";
import { beginLinking } from "@/lib/auth/providers/begin-linking";
import { mayLink, unlinkProvider } from "@/lib/auth/providers/linked-providers";
import { confirmPassword } from "@/lib/auth/passwords/password-change";
import { offeredProviders } from "@/lib/auth/providers/providers";
import { addressNotConfirmed } from "@/lib/auth/errors";

// Another way to sign in, or one less. Both take a proof of who is asking, because a way in outlives a session.

/** @returns null once the person has proved who they are */
async function unproven(form: FormData): Promise<FormState | null> {
  try {
    await confirmPassword(await requireClaim(), typedIn(form, "present_password"));
    return null;
  } catch (error) {
    if (codeOf(error) !== "wrong_password") throw error;
    return { problems: { present_password: (await getMessages()).sentences.account.wrongPassword } };
  }
}

export async function link(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const failed = { problem: (await getMessages()).sentences.choices.refused.linking_failed };
    const provider = offeredProviders().find(({ id }) => id === typedIn(form, "provider"));
    if (!provider) return failed;
    if (!mayLink(await addressState(user.id))) throw addressNotConfirmed();
    const problem = await unproven(form);
    if (problem) return problem;
    const url = await beginLinking(await requireClaim(), provider.id);
    if (!url) return failed;
    redirect(url);
  });
}

export async function unlink(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async () => {
    const problem = await unproven(form);
    if (problem) return problem;
    const provider = typedIn(form, "provider").replaceAll("\0", "");
    await unlinkProvider(await requireClaim(), provider, (await getMessages()).language);
    leadOn(pathWith(paths.account, { done: "unlinked" }));
  });
}
