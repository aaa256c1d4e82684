import { signUp } from "@/lib/auth/sign-up";
import { statement } from "@/lib/db";

/** For development only: everybody knows the password. */
export const DEMO_USER = { name: "Demo", email: "demo@example.com", password: "demo-password" };

export async function seedDemoUser(): Promise<void> {
  await signUp(DEMO_USER);
}

export async function hasDemoUser(): Promise<boolean> {
  return (await statement("demo_user", `SELECT FROM "user" WHERE email = $1`, [DEMO_USER.email])).length > 0;
}
