/** Visits to a provider (tests/support/provider.ts), as a browser without JavaScript makes them. */
import type { AppClient, Person } from "./client";
import { submit } from "./forms";
import type { SignInProvider } from "./provider";

/** Goes there and is sent back. @returns the address that the provider sends them to */
async function backFrom(provider: SignInProvider, to: string | null): Promise<string> {
  const answer = await fetch(`${provider.settings.GITHUB_URL}${to}`, { redirect: "manual" });
  return answer.headers.get("location") ?? "";
}

/** To link an account there. */
export async function visitTo(
  client: AppClient & { person: Person },
  provider: SignInProvider,
  name = "GitHub",
): Promise<string> {
  const password = { present_password: client.person.password };
  return backFrom(provider, (await submit(client, "/account", `Link ${name}`, password)).to);
}

/** To sign in. */
export async function signInVisit(client: AppClient, provider: SignInProvider): Promise<string> {
  const { body } = await client.get<{ csrfToken: string }>("/api/auth/csrf");
  const form = new URLSearchParams({ csrfToken: body.csrfToken, callbackUrl: `${client.url}/dashboard`, json: "true" });
  const begun = await client.raw("/api/auth/signin/github", { method: "POST", body: form });
  const { pathname, search } = new URL(((await begun.json()) as { url: string }).url);
  return backFrom(provider, pathname + search);
}

/** @returns where the app leads */
export async function comeBack(client: AppClient, address: string): Promise<string> {
  const { pathname, search } = new URL((await client.raw(address)).headers.get("location") ?? "", client.url);
  return pathname + search;
}
