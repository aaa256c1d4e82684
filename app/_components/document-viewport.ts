import type { Viewport } from "next";
import { THEME_COLORS, type Theme } from "@/lib/themes";

/**
 * How a browser paints what is around a page, and the page before its styles have come.
 * @param theme null: as the system is
 */
export const documentViewport = (theme: Theme | null): Viewport =>
  theme === null
    ? {
        colorScheme: "light dark",
        themeColor: [
          { media: "(prefers-color-scheme: light)", color: THEME_COLORS.light },
          { media: "(prefers-color-scheme: dark)", color: THEME_COLORS.dark },
        ],
      }
    : { colorScheme: theme, themeColor: THEME_COLORS[theme] };
