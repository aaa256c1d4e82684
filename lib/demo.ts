import { signUp } from "@/lib/auth/sign-up/sign-up";
import { statement } from "@/lib/db";
import { sendsMail } from "@/lib/mail/queue";
import { invite } from "@/lib/workspaces/invitations";
import { listWorkspaces } from "@/lib/workspaces/members";

/** For development only, because the password is public. */
export const DEMO_USER = { name: "Demo", email: "demo@example.com", password: "demo-password" };

/** @returns the demo user's id, also when they were there already */
export async function seedDemoUser(): Promise<string> {
  await signUp(DEMO_USER);
  const text = `UPDATE "user" SET email_verified = COALESCE(email_verified, now())
    WHERE id = (SELECT id FROM "user" WHERE email = $1 ORDER BY created_at, id LIMIT 1) RETURNING id`;
  const [user] = await statement<{ id: string }>("demo_user_id", text, [DEMO_USER.email]);
  if (!user) throw new Error("The demo user was not made.");
  return user.id;
}

/** Invites a colleague to the demo user's workspace by mail, once. */
export async function seedDemoInvitation(demoId: string): Promise<void> {
  const [workspace] = await listWorkspaces(demoId);
  if (!workspace || !sendsMail()) return;
  const mails = await statement("demo_mail", "SELECT FROM mail WHERE workspace_id = $1 LIMIT 1", [workspace.id]);
  if (mails.length === 0) await invite(demoId, workspace.id, { role: "member", email: "colleague@example.com" });
}

export async function hasDemoUser(): Promise<boolean> {
  return (await statement("demo_user", `SELECT FROM "user" WHERE email = $1`, [DEMO_USER.email])).length > 0;
}
