import { signUp } from "@/lib/auth/sign-up";
import { statement } from "@/lib/db";

/** For development only, because the password is public. */
export const DEMO_USER = { name: "Demo", email: "demo@example.com", password: "demo-password" };

/** @returns the demo user's id, also when they were there already */
export async function seedDemoUser(): Promise<string> {
  await signUp(DEMO_USER);
  const text = `SELECT id FROM "user" WHERE email = $1`;
  const [user] = await statement<{ id: string }>("demo_user_id", text, [DEMO_USER.email]);
  if (!user) throw new Error("The demo user was not made.");
  return user.id;
}

export async function hasDemoUser(): Promise<boolean> {
  return (await statement("demo_user", `SELECT FROM "user" WHERE email = $1`, [DEMO_USER.email])).length > 0;
}
