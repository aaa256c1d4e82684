import type { Provider } from "next-auth/providers/index";
import { z } from "zod";

type OAuthProvider = Extract<Provider, { type: "oauth" }>;

/** The id and the name are the entry's. */
type Made = Omit<OAuthProvider, "id" | "name">;

/** What a provider's profile says of a person. Nothing in it is trusted but what `emailVerified` is exactly `true` for. */
export type Said = {
  name?: unknown;
  email?: unknown;
  /** Whether the provider itself has verified the address. Anything but true counts as no. */
  emailVerified: unknown;
};

type Profile = Record<string, unknown>;

type Definition<Shape extends z.ZodRawShape> = {
  /** Is part of the address that the provider sends people back to: `/api/auth/callback/ID`. Never change it. */
  id: string;
  /** What people call it. */
  name: string;
  /** Its own settings, which are checked at the start like all others. */
  settings: Shape;
  /** The settings without which it isn't offered. All of them are set, or none. */
  needs: readonly (keyof Shape & string)[];
  make: (settings: z.output<z.ZodObject<Shape>>) => Made;
  /** Left out: by the claims of OpenID Connect, `name`, `email` and `email_verified`. */
  person?: (profile: Profile) => Said;
};

/** A provider whose settings are set. */
export type OfferedProvider = {
  id: string;
  name: string;
  make: () => OAuthProvider;
  person: (profile: Profile) => Said;
};

type Source = Record<string, string | undefined>;

/** A provider as the app knows it. */
export type ProviderEntry = {
  id: string;
  name: string;
  settingNames: string[];
  /** @returns the bad settings, with what is allowed; and the provider, or null where its settings are empty */
  read: (source: Source) => { problems: { setting: string; allowed: string }[]; offered: OfferedProvider | null };
};

const byOpenId = ({ name, email, email_verified }: Profile): Said => ({ name, email, emailVerified: email_verified });

/** Everything that the app needs to know of a provider (docs/sign-in.md). */
export function defineProvider<Shape extends z.ZodRawShape>(definition: Definition<Shape>): ProviderEntry {
  const { id, name, settings, needs, make, person = byOpenId } = definition;
  const schema = z.object(settings);

  const read: ProviderEntry["read"] = (source) => {
    const parsed = schema.safeParse(source);
    if (!parsed.success) {
      const problems = parsed.error.issues.map(({ path, message }) => ({ setting: String(path[0]), allowed: message }));
      return { problems, offered: null };
    }
    const missing = needs.filter((setting) => !source[setting]?.trim());
    if (missing.length === needs.length) return { problems: [], offered: null };
    const allowed = `what ${name} gave the app, or nothing in ${needs.length === 2 ? "both" : "all"} of its settings`;
    return {
      problems: missing.map((setting) => ({ setting, allowed })),
      offered: { id, name, make: () => ({ ...make(parsed.data), id, name }), person },
    };
  };
  return { id, name, settingNames: Object.keys(settings), read };
}
