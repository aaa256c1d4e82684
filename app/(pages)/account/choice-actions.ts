"use server";

import { act, typedIn } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { leadOn } from "@/app/_components/lead-on";
import { pathWith, paths } from "@/app/_components/paths";
import { requireClaim } from "@/lib/auth";
import { chooseLanguage, readLanguage } from "@/lib/auth/language";
import { keepLanguage, keepTheme } from "@/lib/choice-cookies";
import { themeOf } from "@/lib/themes";

/** The language of the account and of this browser, and the theme of this browser. What isn't ours counts as automatic. */
export async function choose(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async () => {
    const language = readLanguage(typedIn(form, "language"));
    await chooseLanguage(await requireClaim(), language);
    await keepLanguage(language);
    await keepTheme(themeOf(typedIn(form, "theme")));
    leadOn(pathWith(paths.account, { done: "applied" }));
  });
}
