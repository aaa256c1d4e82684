import type { Provider } from "next-auth/providers/index";
import { env } from "@/lib/env";
import type { Said } from "./provider-entry";
import { PROVIDERS } from "./provider-list";

/** What people call a provider, also one that is no longer offered. */
export const nameOfProvider = (id: string): string => PROVIDERS.find((one) => one.id === id)?.name ?? id;

/** The providers whose settings are set, in the order of their buttons. */
export const offeredProviders = (): { id: string; name: string }[] =>
  env().signInProviders.map(({ id, name }) => ({ id, name }));

export const oauthProviders = (): Provider[] => env().signInProviders.map(({ make }) => make());

/** What an offered provider's profile says of a person; of any other provider it says nothing. */
export const saidBy = (id: string, profile: Record<string, unknown>): Said =>
  env()
    .signInProviders.find((one) => one.id === id)
    ?.person(profile) ?? { emailVerified: undefined };
