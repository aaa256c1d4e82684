"use server";

import { act, textOf } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { consume } from "@/lib/entitlements";
import { requireMembership } from "@/lib/workspaces/members";

export async function count(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const { id } = await requireMembership(user.id, textOf(form, "workspace"));
    await consume(id, "api");
  });
}
