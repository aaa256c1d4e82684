import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { cookies } from "next/headers";
import { env } from "@/lib/env";

const A_YEAR_SECONDS = 365 * 86_400;
/** People who share a device. */
const MOST_KEPT = 5;
const SHAPE = new RegExp(`^[\\w-]{22}(?:\\.[\\w-]{22}){1,${MOST_KEPT}}$`);

const cookieName = () => `${env().NEXTAUTH_URL.startsWith("https:") ? "__Host-" : ""}known-device`;

/** Nobody but us can make it, and it tells whose it is to nobody. */
const markOf = (device: string, email: string): string =>
  createHmac("sha256", env().NEXTAUTH_SECRET)
    .update(`known device\0${device}\0${email}`)
    .digest("base64url")
    .slice(0, 22);

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** @returns the id of the device if somebody has signed in with this address on it, otherwise null */
export function knownDevice(cookie: string | undefined, email: string): string | null {
  if (!cookie || !SHAPE.test(cookie)) return null;
  const [device = "", ...marks] = cookie.split(".");
  const mark = markOf(device, email);
  return marks.some((one) => isSame(one, mark)) ? device : null;
}

/** The cookie that also knows this address; what is no cookie of ours counts as none. */
export function withAddress(cookie: string | undefined, email: string): string {
  const [device = randomBytes(16).toString("base64url"), ...marks] =
    cookie && SHAPE.test(cookie) ? cookie.split(".") : [];
  const mark = markOf(device, email);
  return [device, mark, ...marks.filter((one) => one !== mark).slice(0, MOST_KEPT - 1)].join(".");
}

export const deviceCookie = async (): Promise<string | undefined> => (await cookies()).get(cookieName())?.value;

/** Remembers that somebody has signed in with this address on this device. */
export async function rememberDevice(email: string): Promise<void> {
  const jar = await cookies();
  jar.set(cookieName(), withAddress(jar.get(cookieName())?.value, email), {
    path: "/",
    maxAge: A_YEAR_SECONDS,
    httpOnly: true,
    sameSite: "lax",
    secure: env().NEXTAUTH_URL.startsWith("https:"),
  });
}
