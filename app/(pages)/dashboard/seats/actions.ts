"use server";

import { act, idOf, textOf } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { leadOn } from "@/app/_components/lead-on";
import { settingsPath } from "@/app/_components/paths";
import { limitCalls } from "@/lib/auth/limits";
import { changeSeats } from "@/lib/billing/seats/change";

export async function confirmSeats(_: FormState, form: FormData): Promise<FormState> {
  const workspaceId = idOf(form, "workspace");
  const [before, seats] = ["before", "seats"].map((name) => Number(textOf(form, name) || NaN));
  return act(form, async (user) => {
    await limitCalls("portal", user.id);
    await changeSeats(user, { workspaceId, itemId: textOf(form, "item"), before: before ?? NaN, seats: seats ?? NaN });
    leadOn(settingsPath(workspaceId, "seats"));
  });
}
