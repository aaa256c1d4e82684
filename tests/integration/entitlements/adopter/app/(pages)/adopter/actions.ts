"use server";

import { act, idOf } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { requireFeature } from "@/lib/entitlements";
import { requireMembership } from "@/lib/workspaces/members";

export async function send(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const id = idOf(form, "workspace");
    await requireMembership(user.id, id);
    await requireFeature(id, "export");
    // … what the form is for
  });
}
