import type { MembersShown } from "@/app/_components/paths";
import type { FreedSeat } from "@/lib/billing/seats/freed";
import type { WorkspacePlan } from "@/lib/billing/workspaces/plans";
import type { Messages } from "@/lib/messages";
import type { Member, MemberPage } from "@/lib/workspaces/member-list";
import { mayManage, type Membership } from "@/lib/workspaces/members";

export type Shared = {
  workspace: Membership;
  user: { id: string };
  plans: WorkspacePlan[];
  /** What becomes of the bill when one member is gone; empty for those who may not see it. */
  freed: FreedSeat[];
  messages: Messages;
};

export type ShownMembers = Shared & {
  page: MemberPage;
  /** Which members the address asks for. */
  shown: MembersShown;
  /** The one whom the viewer manages now. */
  managed: Member | null;
};

/** Owners manage all members, admins all but owners. */
export const mayDecide = (viewer: Membership, { role }: Member): boolean =>
  mayManage(viewer.role) && (viewer.role === "owner" || role !== "owner");
