import { randomBytes } from "node:crypto";
import { cookies } from "next/headers";
import { env } from "@/lib/env";

const A_YEAR_SECONDS = 365 * 86_400;
const SHAPE = /^[\w-]{22}$/;

const cookieName = () => `${env().NEXTAUTH_URL.startsWith("https:") ? "__Host-" : ""}known-device`;

/**
 * The device's id: random, so nobody can guess one, and it tells whose it is to nobody. Who has signed in on it stands
 * in the sessions (`isKnownDevice`). It outlives them, so that a person who signed out is still known.
 * @returns null for a device on which nobody has signed in
 */
export async function deviceId(): Promise<string | null> {
  const id = (await cookies()).get(cookieName())?.value;
  return id && SHAPE.test(id) ? id : null;
}

/** Gives the device an id, if it has none. @returns its id */
export async function rememberDevice(): Promise<string> {
  const id = (await deviceId()) ?? randomBytes(16).toString("base64url");
  (await cookies()).set(cookieName(), id, {
    path: "/",
    maxAge: A_YEAR_SECONDS,
    httpOnly: true,
    sameSite: "lax",
    secure: env().NEXTAUTH_URL.startsWith("https:"),
  });
  return id;
}
