"use server";

import { act, idOf, textOf } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { leadOn } from "@/app/_components/lead-on";
import { pathWith, paths } from "@/app/_components/paths";
import { limitCalls } from "@/lib/auth/limits";
import { answerCardQuestion, CARD_ANSWERS } from "@/lib/billing/cards/answer";
import { keepPlan } from "@/lib/billing/cancellation/keep";
import type { Done } from "@/lib/billing/dashboard/news";
import { payNow } from "@/lib/billing/payments/pay";
import { resumePlan } from "@/lib/billing/payments/resume";
import { dropPlanned } from "@/lib/billing/schedules/drop";

// The actions of the dashboard. The ids in their forms are not trusted; the rules check the sender.

const dashboardWith = (workspace: string, done: Done): string => pathWith(paths.dashboard, { workspace, done });

export async function pay(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const id = idOf(form, "workspace");
    await payNow(user, id, idsOf(form, "invoices"));
    leadOn(dashboardWith(id, "paid"));
  });
}

export async function answerCard(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const id = idOf(form, "workspace");
    const answer = CARD_ANSWERS.find((one) => one === textOf(form, "answer")) ?? "keep";
    await answerCardQuestion(user, id, {
      subscriptionId: textOf(form, "subscription"),
      toId: textOf(form, "card"),
      answer,
    });
    leadOn(pathWith(paths.dashboard, { workspace: id }));
  });
}

export async function resume(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const id = idOf(form, "workspace");
    // Nothing else agrees with any sum.
    const agreed = /^\d{1,15}$/.test(textOf(form, "amount")) ? Number(textOf(form, "amount")) : -1;
    await resumePlan(user, id, textOf(form, "subscription"), agreed);
    leadOn(dashboardWith(id, "resumed"));
  });
}

const MOST_INVOICES = 20;

const idsOf = (form: FormData, name: string): string[] =>
  textOf(form, name).split(" ").filter(Boolean).slice(0, MOST_INVOICES);

/** Keeps the plan as it is: what was planned for the period's end is dropped. */
export async function dropPlan(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const workspaceId = idOf(form, "workspace");
    await limitCalls("portal", user.id);
    await dropPlanned(user, workspaceId, textOf(form, "subscription"));
    leadOn(pathWith(paths.dashboard, { workspace: workspaceId }));
  });
}

/** Revokes a cancellation. */
export async function keep(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const workspaceId = idOf(form, "workspace");
    await limitCalls("portal", user.id);
    await keepPlan(user, workspaceId, textOf(form, "subscription"));
    leadOn(dashboardWith(workspaceId, "kept"));
  });
}
