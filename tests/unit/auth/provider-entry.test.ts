import GitlabProvider from "next-auth/providers/gitlab";
import { describe, expect, test } from "vitest";
import { defineProvider } from "@/lib/auth/providers/provider-entry";
import { PROVIDERS } from "@/lib/auth/providers/provider-list";
import { schema } from "@/lib/settings-schema";
import { address, text } from "@/lib/setting-kinds";

const gitlab = defineProvider({
  id: "gitlab",
  name: "GitLab",
  settings: {
    GITLAB_CLIENT_ID: text.default(""),
    GITLAB_CLIENT_SECRET: text.default(""),
    GITLAB_TOKEN: text.default(""),
    GITLAB_URL: address("GitLab's address").default("https://gitlab.com"),
  },
  needs: ["GITLAB_CLIENT_ID", "GITLAB_CLIENT_SECRET", "GITLAB_TOKEN"],
  make: ({ GITLAB_CLIENT_ID: clientId, GITLAB_CLIENT_SECRET: clientSecret, GITLAB_URL }) =>
    GitlabProvider({ clientId, clientSecret, issuer: GITLAB_URL }),
});

const keys = { GITLAB_CLIENT_ID: "id", GITLAB_CLIENT_SECRET: "secret", GITLAB_TOKEN: "token" };

describe("a provider", () => {
  test.each([{}, { GITLAB_CLIENT_ID: "", GITLAB_CLIENT_SECRET: " " }, { GITLAB_URL: "https://git.example.com" }])(
    "isn't offered without its keys: %o",
    (source) => {
      expect(gitlab.read(source)).toEqual({ problems: [], offered: null });
    },
  );

  test("isn't offered because another one's keys are set", () => {
    expect(gitlab.read({ GOOGLE_CLIENT_ID: "id", GOOGLE_CLIENT_SECRET: "secret" }).offered).toBeNull();
  });

  test("names every setting that is missing, once one is there", () => {
    const allowed = "what GitLab gave the app, or nothing in all of its settings";
    expect(gitlab.read({ GITLAB_CLIENT_ID: "id" }).problems).toEqual([
      { setting: "GITLAB_CLIENT_SECRET", allowed },
      { setting: "GITLAB_TOKEN", allowed },
    ]);
  });

  test.each(["gitlab.com", "https://", "https://git.example.com/?a=b", "ftp://git.example.com"])(
    "names a setting of a wrong form: %s",
    (GITLAB_URL) => {
      expect(gitlab.read({ ...keys, GITLAB_URL })).toEqual({
        problems: [{ setting: "GITLAB_URL", allowed: "GitLab's address" }],
        offered: null,
      });
    },
  );

  test("is made of its settings, under the id and name of its entry", () => {
    const { offered } = gitlab.read({ ...keys, GITLAB_URL: "https://git.example.com/main/" });
    expect(offered?.make()).toMatchObject({
      id: "gitlab",
      name: "GitLab",
      type: "oauth",
      options: { clientId: "id", issuer: "https://git.example.com/main" },
    });
  });

  test.each([
    [{ name: "Ada", email: "ada@example.com", email_verified: true }, true],
    [{ email: "ada@example.com", email_verified: "true" }, "true"],
    [{ email: "ada@example.com" }, undefined],
  ])("says of a person what OpenID Connect says: %o", (profile, emailVerified) => {
    const said = gitlab.read(keys).offered?.person(profile);
    expect(said).toMatchObject({ email: profile.email, emailVerified });
  });
});

describe("the list", () => {
  test("has each id once, and none that stands for something else in an address or a session", () => {
    const ids = PROVIDERS.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    for (const id of ids) expect(id).toMatch(/^(?!(credentials|password|mail|mail-link)$)[a-z0-9][a-z0-9-]*$/);
  });

  test("has each setting once, and none of the app's", () => {
    const names = [...Object.keys(schema.shape), ...PROVIDERS.flatMap(({ settingNames }) => settingNames)];
    expect(names).toEqual([...new Set(names)]);
  });
});
