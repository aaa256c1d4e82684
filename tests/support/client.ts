import { randomUUID } from "node:crypto";

export interface Person {
  name: string;
  email: string;
  password: string;
}

export interface Answer<Body = unknown> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface RequestOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Somebody with a cookie jar, who talks to the app as a browser's `fetch` or curl does. Redirects are not followed. */
export class AppClient {
  private readonly cookies = new Map<string, string>();

  constructor(readonly url: string) {}

  /** The same person, signed in, at another instance of the app. */
  at(url: string): AppClient {
    const other = new AppClient(url);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  get<Body = unknown>(path: string, options: RequestOptions = {}): Promise<Answer<Body>> {
    return this.send("GET", path, undefined, options);
  }

  post<Body = unknown>(path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer<Body>> {
    return this.send("POST", path, body, options);
  }

  /** Sends the request as it is, for bodies that are no JSON. */
  async raw(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0) headers.set("cookie", this.cookieHeader());
    const answer = await fetch(new URL(path, this.url), { redirect: "manual", ...init, headers });
    for (const cookie of answer.headers.getSetCookie()) this.keep(cookie);
    return answer;
  }

  /** Signs up; the answer does not tell whether the address was taken. */
  signUp(person: Person): Promise<Answer> {
    return this.post("/api/users/", person);
  }

  /** NextAuth's own sign-in; the answer carries `url`, with an `error` in it when it failed. */
  async signIn({ email, password }: Pick<Person, "email" | "password">): Promise<Answer<{ url: string }>> {
    const { body } = await this.get<{ csrfToken: string }>("/api/auth/csrf");
    const form = new URLSearchParams({ csrfToken: body.csrfToken, email, password, json: "true" });
    return answerOf(await this.raw("/api/auth/callback/credentials", { method: "POST", body: form }));
  }

  private async send<Body>(
    method: string,
    path: string,
    body: unknown,
    options: RequestOptions,
  ): Promise<Answer<Body>> {
    const headers = body === undefined ? options.headers : { "content-type": "application/json", ...options.headers };
    const text = body === undefined ? undefined : JSON.stringify(body);
    return answerOf(await this.raw(path, { method, headers, body: text, signal: options.signal }));
  }

  /** Takes a cookie as an answer's `Set-Cookie` has it. */
  keep(cookie: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    const gone = value === "" || /;\s*max-age=0\b/i.test(cookie);
    if (gone) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** Somebody nobody has seen before. */
export function newPerson(name = "Ada"): Person {
  return { name, email: `${name.toLowerCase()}-${randomUUID()}@example.com`, password: `pw-${randomUUID()}` };
}

async function answerOf<Body>(answer: Response): Promise<Answer<Body>> {
  const text = await answer.text();
  const isJson = /\bjson\b/.test(answer.headers.get("content-type") ?? "");
  return { status: answer.status, headers: answer.headers, body: (isJson && text ? JSON.parse(text) : text) as Body };
}
