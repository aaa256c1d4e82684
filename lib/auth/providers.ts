import type { Provider } from "next-auth/providers/index";
import GithubProvider from "next-auth/providers/github";
import GoogleProvider from "next-auth/providers/google";
import { env } from "@/lib/env";
import { own } from "@/lib/own";

/** The sign-in providers and their display names. */
const NAMES = { github: "GitHub", google: "Google" } as const;

export type OfferedProvider = { id: keyof typeof NAMES; name: string };

/** What people call a provider, also one that is no longer offered. */
export const nameOfProvider = (id: string): string => own<string>(NAMES, id) ?? id;

const isConfigured = (id: keyof typeof NAMES): boolean =>
  (id === "github" ? env().GITHUB_CLIENT_ID : env().GOOGLE_CLIENT_ID) !== "";

/** The providers whose keys are set, as the sign-in page shows them. */
export const offeredProviders = (): OfferedProvider[] =>
  (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter(isConfigured).map((id) => ({ id, name: NAMES[id] }));

export function oauthProviders(): Provider[] {
  const make = { github, google };
  return offeredProviders().map(({ id }) => make[id]());
}

type Address = { email: string; primary: boolean; verified: boolean };

/** NextAuth's own takes any address that GitHub names; here only one counts that GitHub has verified. */
function github(): Provider {
  const { GITHUB_URL: site, GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret } = env();
  // https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api
  const api = site === "https://github.com" ? "https://api.github.com" : `${site}/api/v3`;
  return GithubProvider({
    clientId,
    clientSecret,
    issuer: `${site}/login/oauth`,
    authorization: { url: `${site}/login/oauth/authorize`, params: { scope: "read:user user:email" } },
    token: `${site}/login/oauth/access_token`,
    userinfo: {
      url: `${api}/user`,
      async request({ client, tokens }) {
        const profile = await client.userinfo(tokens.access_token ?? "");
        // https://docs.github.com/en/rest/users/emails
        const answer = await fetch(`${api}/user/emails`, {
          headers: { authorization: `Bearer ${tokens.access_token}` },
        });
        if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to the question for the addresses.`);
        const proven = ((await answer.json()) as Address[]).find(({ primary, verified }) => primary && verified);
        return { ...profile, email: proven?.email, email_verified: Boolean(proven) };
      },
    },
  });
}

const google = (): Provider =>
  GoogleProvider({
    clientId: env().GOOGLE_CLIENT_ID,
    clientSecret: env().GOOGLE_CLIENT_SECRET,
    wellKnown: `${env().GOOGLE_ISSUER}/.well-known/openid-configuration`,
  });
