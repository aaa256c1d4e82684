"use server";

import { redirect } from "next/navigation";
import { act, idOf, textOf } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { pathWith, paths } from "@/app/_components/paths";
import { limitCalls } from "@/lib/auth/limits";
import { dropPlanned } from "@/lib/billing/schedules/drop";

/** Keeps the plan as it is: what was planned for the period's end is dropped. */
export async function dropPlan(_: FormState, form: FormData): Promise<FormState> {
  const workspaceId = idOf(form, "workspace");
  return act(form, async (user) => {
    await limitCalls("portal", user.id);
    await dropPlanned(user, workspaceId, textOf(form, "subscription"));
    redirect(pathWith(paths.dashboard, { workspace: workspaceId }));
  });
}
