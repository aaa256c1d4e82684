"use server";

import { redirect } from "next/navigation";
import { act, textOf } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { orNoSeat } from "@/app/_components/no-seat";
import { pathWith, paths } from "@/app/_components/paths";
import { joinWorkspace } from "@/lib/billing/workspaces/departures";

export async function accept(_: FormState, form: FormData): Promise<FormState> {
  const token = textOf(form, "token");
  return act(
    form,
    async (user) => {
      return orNoSeat(null, async () => {
        const { workspaceId: workspace } = await joinWorkspace(user, token);
        redirect(pathWith(paths.dashboard, { workspace }));
      });
    },
    pathWith(paths.login, { invitation: token }),
  );
}
