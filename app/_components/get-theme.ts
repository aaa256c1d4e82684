import { cookies } from "next/headers";
import { THEME_COOKIE, type Theme, themeOf } from "@/lib/themes";

/** What the visitor chose for this browser, for pages that are rendered per request; null: as the system is. */
export const getTheme = async (): Promise<Theme | null> => themeOf((await cookies()).get(THEME_COOKIE)?.value);
