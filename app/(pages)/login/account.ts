import { askJson, postJson, type Refusal } from "@/app/_components/post-json";
import { refusalSentence } from "@/app/_components/refusal-sentence";
import type { Sentences } from "@/lib/messages";
import { own } from "@/lib/own";

export type Fields = { name: string; email: string; password: string };

export type AccountMessages = Sentences["login"]["form"] &
  Pick<Sentences["browser"], "refusals"> & {
    /** Where a link would take an address from who pays and was told only now. */
    contested?: string;
  };

type Outcome = { ok: true } | { ok: false; message: string; errors?: Refusal["errors"] };

export const signIn = ({ email, password }: Fields, messages: AccountMessages): Promise<Outcome> =>
  prove("credentials", { email, password }, messages);

/** @returns the message `wrongPassword` for a link that no longer works */
export const signInByLink = (token: string, messages: AccountMessages): Promise<Outcome> =>
  prove("mail-link", { token }, messages);

/**
 * Signs in as next-auth's own client does, without bringing that client along.
 * https://next-auth.js.org/getting-started/rest-api
 * @param by the id of a way to sign in by a form
 */
async function prove(by: string, fields: Record<string, string>, messages: AccountMessages): Promise<Outcome> {
  const csrf = await askJson<{ csrfToken: string }>("/api/auth/csrf");
  if (!csrf.ok) return { ok: false, message: messages.failed };
  const answer = await fetch(`/api/auth/callback/${by}`, {
    method: "POST",
    body: new URLSearchParams({ ...fields, csrfToken: csrf.data.csrfToken, json: "true" }),
  }).catch(() => null);
  if (!answer) return { ok: false, message: messages.failed };
  const { url, code } = (await answer.json().catch(() => ({}))) as { url?: string; code?: string };
  if (code === "rate_limited") return { ok: false, message: messages.tooMany };
  if (answer.status >= 500) return { ok: false, message: own(messages.refusals, code) ?? messages.failed };
  const error = url ? new URL(url, location.href).searchParams.get("error") : "none";
  if (answer.ok && error === null) return { ok: true };
  if (error === "CredentialsSignin") return { ok: false, message: messages.wrongPassword };
  return { ok: false, message: (error === "address_contested" && messages.contested) || messages.failed };
}

/**
 * Begins to sign in at a provider, which sends the visitor back to this page with the chosen plan.
 * @returns where to go; null on failure
 */
export async function beginAt(provider: string): Promise<string | null> {
  const csrf = await askJson<{ csrfToken: string }>("/api/auth/csrf");
  if (!csrf.ok) return null;
  const back = new URL(location.href);
  back.searchParams.delete("error");
  const body = new URLSearchParams({ csrfToken: csrf.data.csrfToken, callbackUrl: back.href, json: "true" });
  const answer = await fetch(`/api/auth/signin/${provider}`, { method: "POST", body }).catch(() => null);
  const { url } = ((await answer?.json().catch(() => null)) ?? {}) as { url?: string };
  return answer?.ok && url ? url : null;
}

/** Signs up, then in. Sign-up does not reveal a taken address; the sign-in after it fails. */
export async function signUp(fields: Fields, messages: AccountMessages): Promise<Outcome> {
  const { name, email, password } = fields;
  const created = await postJson("/api/users/", { name: name || undefined, email, password });
  if (!created.ok) {
    const { code, errors } = created.refusal;
    return { ok: false, message: code === "invalid_request" ? "" : refusalSentence(created.refusal, messages), errors };
  }
  const signedIn = await signIn(fields, messages);
  if (!signedIn.ok && signedIn.message === messages.wrongPassword) return { ok: false, message: messages.taken };
  return signedIn;
}
