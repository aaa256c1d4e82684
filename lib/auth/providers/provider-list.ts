import GithubProvider from "next-auth/providers/github";
import GoogleProvider from "next-auth/providers/google";
import { origin, text } from "@/lib/setting-kinds";
import { defineProvider, type ProviderEntry } from "./provider-entry";

const SERVER = "the origin of the server that signs people in, without a path";

type Address = { email: string; primary: boolean; verified: boolean };

/** NextAuth's own takes any address that GitHub names; here only one counts that GitHub has verified. */
const github = defineProvider({
  id: "github",
  name: "GitHub",
  settings: {
    GITHUB_CLIENT_ID: text.default(""),
    GITHUB_CLIENT_SECRET: text.default(""),
    GITHUB_URL: origin(SERVER).default("https://github.com"),
  },
  needs: ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"],
  make: ({ GITHUB_URL: site, GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret }) => {
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
  },
});

const google = defineProvider({
  id: "google",
  name: "Google",
  settings: {
    GOOGLE_CLIENT_ID: text.default(""),
    GOOGLE_CLIENT_SECRET: text.default(""),
    GOOGLE_ISSUER: origin(SERVER).default("https://accounts.google.com"),
  },
  needs: ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
  make: ({ GOOGLE_ISSUER, GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: clientSecret }) =>
    GoogleProvider({ clientId, clientSecret, wellKnown: `${GOOGLE_ISSUER}/.well-known/openid-configuration` }),
});

/** The providers at which people can sign in, in the order of their buttons. To add one: docs/sign-in.md. */
export const PROVIDERS: readonly ProviderEntry[] = [github, google];
