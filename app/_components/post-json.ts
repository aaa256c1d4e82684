/** A request that sets things right, as some refusals carry it. */
export type NextCall = { method: "POST"; href: string; body: Record<string, string> };

/** Why a request was not done. Pages say it in their language, by the code; `detail` is the endpoint's English. */
export type Refusal = {
  code: string;
  detail: string;
  manage?: NextCall;
  payer?: string;
  currency?: string;
  binds?: { kind: string }[];
  errors?: { field: string; message: string }[];
};

export type Answer<T> = { ok: true; data: T } | { ok: false; refusal: Refusal };

const noAnswer: Refusal = { code: "no_answer", detail: "We couldn't reach the server." };

/** Asks an endpoint of ours. Never throws. Every failure is returned as a refusal that can be shown. */
export async function askJson<T>(href: string, init?: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(href, init);
    const body = await response.json();
    if (response.ok) return { ok: true, data: body as T };
    return { ok: false, refusal: typeof body.detail === "string" ? (body as Refusal) : noAnswer };
  } catch {
    return { ok: false, refusal: noAnswer };
  }
}

export const postJson = <T>(href: string, body: Record<string, string | undefined>): Promise<Answer<T>> =>
  askJson<T>(href, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
