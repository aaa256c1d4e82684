import NextAuth from "next-auth";
import { cookies } from "next/headers";
import { NextRequest, NextResponse } from "next/server";
import { authOptions } from "@/lib/auth";
import type { Claim } from "@/lib/claim";
import { env } from "@/lib/env";
import { rememberLinking } from "./linking";

/** Asks NextAuth as a browser would, with the visitor's cookies, and keeps the ones that it sets. */
async function ask(path: string[], form?: Record<string, string>): Promise<Record<string, unknown>> {
  const body = form && new URLSearchParams(form).toString();
  const request = new NextRequest(`${env().NEXTAUTH_URL}/api/auth/${path.join("/")}`, {
    method: form ? "POST" : "GET",
    ...(body && { body, headers: { "content-type": "application/x-www-form-urlencoded" } }),
  });
  const context = { params: Promise.resolve({ nextauth: path }) };
  const answered = (await NextAuth(request, context, authOptions())) as Response;
  const jar = await cookies();
  for (const cookie of new NextResponse(null, { headers: answered.headers }).cookies.getAll()) jar.set(cookie);
  return (await answered.json()) as Record<string, unknown>;
}

/**
 * Begins to link an account at a provider to the user of a session. Only after they have proved who they are.
 * @returns where to go; null when the provider can't be reached
 */
export async function beginLinking(by: Claim, provider: string): Promise<string | null> {
  const { csrfToken } = await ask(["csrf"]);
  const form = { csrfToken: String(csrfToken), callbackUrl: `${env().FRONT_END_BASE_URL}/account`, json: "true" };
  const { url } = await ask(["signin", provider], form);
  // NextAuth leads back to a page of ours when it fails. A visit without a state could be anyone's.
  const state = typeof url === "string" && URL.canParse(url) ? new URL(url).searchParams.get("state") : null;
  if (typeof url !== "string" || !state) return null;
  await rememberLinking({ provider, by }, state);
  return url;
}
