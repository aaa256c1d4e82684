import { cookies } from "next/headers";
import { env } from "@/lib/env";
import { LANGUAGE_COOKIE, type Language } from "@/lib/languages.mjs";
import { THEME_COOKIE, type Theme } from "@/lib/themes";

// What was chosen for a browser. Pages go by these cookies alone.

const A_YEAR_SECONDS = 365 * 86_400;

async function keep(name: string, value: string | null, httpOnly: boolean): Promise<void> {
  (await cookies()).set(name, value ?? "", {
    path: "/",
    maxAge: value === null ? 0 : A_YEAR_SECONDS,
    sameSite: "lax",
    httpOnly,
    secure: env().FRONT_END_BASE_URL.startsWith("https:"),
  });
}

/** @param language null: what the browser asks for */
export const keepLanguage = (language: Language | null): Promise<void> => keep(LANGUAGE_COOKIE, language, true);

/** @param theme null: that of the system. A script reads it (public/theme.js). */
export const keepTheme = (theme: Theme | null): Promise<void> => keep(THEME_COOKIE, theme, false);
