"use server";

import { refresh } from "next/cache";
import { act, idOf, textOf, typedIn } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { leadOn } from "@/app/_components/lead-on";
import { type MembersShown, pathWith, paths, settingsPath } from "@/app/_components/paths";
import { orNoSeat } from "@/app/_components/no-seat";
import { giveConsent, withdrawConsent } from "@/lib/billing/hand-over/consent";
import { changeMemberRole, inviteMember, leaveWorkspace, removeMember } from "@/lib/billing/workspaces/departures";
import { deleteWorkspace } from "@/lib/billing/workspaces/deletion";
import { emailField } from "@/lib/email";
import { fullAddress } from "@/lib/http";
import { asShown } from "@/lib/text";
import { createWorkspace, workspaceName } from "@/lib/workspaces/create";
import { INVITED_ROLES, revokeInvitation } from "@/lib/workspaces/invitations";
import { requireMembership, ROLES } from "@/lib/workspaces/members";
import { readUuid } from "@/lib/uuid";
import { renameWorkspace } from "@/lib/billing/workspaces/rename";
import { transferOwnership } from "@/lib/workspaces/roles";

// The actions of the workspace pages. The ids in their forms are not trusted; the rules check the sender.

/** The members that were shown when the form was sent, so that they are shown again. */
const shownIn = (form: FormData): MembersShown => ({
  q: textOf(form, "q"),
  after: readUuid(textOf(form, "after")) ?? undefined,
});

const messages = async () => (await getMessages()).sentences.workspaces;

export async function create(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const name = workspaceName.safeParse(typedIn(form, "name"));
    if (!name.success) return { problems: { name: (await messages()).notText } };
    const id = await createWorkspace(user.id, name.data, textOf(form, "form"));
    leadOn(settingsPath(id, "created"));
  });
}

export async function rename(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const id = idOf(form, "workspace");
    const name = workspaceName.safeParse(typedIn(form, "name"));
    if (!name.success) return { problems: { name: (await messages()).notText } };
    await renameWorkspace(user.id, id, name.data);
    leadOn(settingsPath(id, "renamed"));
  });
}

export async function setRole(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const id = idOf(form, "workspace");
    const role = ROLES.find((one) => one === textOf(form, "role"));
    const member = idOf(form, "member");
    if (role) await changeMemberRole(user, id, member, role);
    leadOn(settingsPath(id, role && "role", shownIn(form)));
  });
}

export async function remove(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const id = idOf(form, "workspace");
    await removeMember(user, id, idOf(form, "member"), (await getMessages()).language);
    leadOn(settingsPath(id, "removed", shownIn(form)));
  });
}

export async function makeInvitation(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const role = INVITED_ROLES.find((one) => one === textOf(form, "role")) ?? "member";
    const typed = typedIn(form, "email").trim();
    const email = emailField.safeParse(typed);
    if (typed !== "" && !email.success) return { problems: { email: (await messages()).notEmail } };
    const id = idOf(form, "workspace");
    const { language } = await getMessages();
    const invited = { role, email: email.success ? email.data : null, form: textOf(form, "form") };
    return orNoSeat(id, async () => {
      const token = await inviteMember(user.id, id, invited, language);
      refresh();
      return { link: fullAddress(pathWith(paths.invitation, { token })) };
    });
  });
}

export async function revoke(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const id = idOf(form, "workspace");
    const invitation = idOf(form, "invitation");
    await revokeInvitation(user.id, id, invitation);
    leadOn(settingsPath(id, "revoked"));
  });
}

export async function transfer(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const id = idOf(form, "workspace");
    await transferOwnership(user.id, id, idOf(form, "member"), (await getMessages()).language);
    leadOn(settingsPath(id, "transferred"));
  });
}

export async function giveConsentTo(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const id = idOf(form, "workspace");
    const subscription = textOf(form, "subscription");
    await giveConsent(user, id, subscription);
    leadOn(settingsPath(id, "consented"));
  });
}

export async function withdrawConsentTo(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const id = idOf(form, "workspace");
    const subscription = textOf(form, "subscription");
    await withdrawConsent(user, id, subscription);
    leadOn(settingsPath(id, "withdrawn"));
  });
}

export async function leave(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const id = idOf(form, "workspace");
    await leaveWorkspace(user, id, textOf(form, "known") === "yes");
    leadOn(pathWith(paths.workspaces, { done: "left" }));
  });
}

export async function destroy(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const { id, name } = await requireMembership(user.id, idOf(form, "workspace"));
    if (asShown(textOf(form, "confirm")) !== asShown(name))
      return { problems: { confirm: (await messages()).deleteMismatch } };
    await deleteWorkspace(user, id);
    leadOn(pathWith(paths.workspaces, { done: "deleted" }));
  });
}
