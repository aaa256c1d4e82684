/** Somebody who signs people in: GitHub Enterprise's and Google's part of OAuth on one server, for one visitor at a time. */
import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** `verified` undefined: the provider doesn't say. */
export type Visitor = { id: number; name: string; email: string; verified: boolean | undefined };

export interface SignInProvider {
  settings: Record<string, string>;
  /** Who sits at the browser, as the provider knows them; null for somebody who declines. */
  visitor: Visitor | null;
  stop(): Promise<void>;
}

const CLIENT = "client-of-tests";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

export async function startProvider(): Promise<SignInProvider> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // What a code or a token stands for.
  const given = new Map<string, { visitor: Visitor; nonce: string | null }>();
  const provider: SignInProvider = {
    visitor: null,
    settings: {
      GITHUB_URL: url,
      GITHUB_CLIENT_ID: CLIENT,
      GITHUB_CLIENT_SECRET: "secret of tests",
      GOOGLE_ISSUER: url,
      GOOGLE_CLIENT_ID: CLIENT,
      GOOGLE_CLIENT_SECRET: "secret of tests",
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", url);
    const json = (body: unknown) => response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    const visitor = given.get(request.headers.authorization?.split(" ")[1] ?? "")?.visitor;
    if (pathname === "/.well-known/openid-configuration") return void json(discovery(url));
    if (pathname === "/jwks")
      return void json({ keys: [{ ...publicKey.export({ format: "jwk" }), alg: "RS256", use: "sig" }] });
    if (pathname.endsWith("/authorize")) {
      const back = new URL(searchParams.get("redirect_uri") ?? "");
      back.searchParams.set("state", searchParams.get("state") ?? "");
      if (provider.visitor) {
        const code = randomUUID();
        given.set(code, { visitor: provider.visitor, nonce: searchParams.get("nonce") });
        back.searchParams.set("code", code);
      } else back.searchParams.set("error", "access_denied");
      return void response.writeHead(302, { location: back.href }).end();
    }
    if (pathname.endsWith("/access_token") || pathname === "/token") {
      const code = new URLSearchParams(await text(request)).get("code") ?? "";
      const grant = given.get(code);
      given.delete(code);
      if (!grant) return void response.writeHead(400).end();
      const access_token = randomUUID();
      given.set(access_token, grant);
      const id_token = pathname === "/token" ? idToken(url, grant) : undefined;
      return void json({ access_token, token_type: "bearer", scope: "", id_token });
    }
    if (!visitor) return void response.writeHead(401).end();
    const { id, name, email, verified } = visitor;
    // GitHub's own account shows another address in public, which proves nothing.
    if (pathname === "/api/v3/user") return void json({ id, login: name, name, email: "public@example.com" });
    if (pathname === "/api/v3/user/emails") return void json([{ email, primary: true, verified }]);
    response.writeHead(404).end();
  }
  return provider;
}

const discovery = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
});

function idToken(issuer: string, { visitor, nonce }: { visitor: Visitor; nonce: string | null }): string {
  const now = Math.floor(Date.now() / 1000);
  const { id, name, email, verified } = visitor;
  const claims = {
    iss: issuer,
    aud: CLIENT,
    sub: String(id),
    iat: now,
    exp: now + 300,
    name,
    email,
    email_verified: verified,
    ...(nonce && { nonce }),
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), privateKey).toString("base64url")}`;
}
