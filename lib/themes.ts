/** Holds a theme that was chosen; public/theme.js reads it on the shared page. */
export const THEME_COOKIE = "theme";

/** Without one of them a page looks as the system does. */
export const themes = ["light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const themeOf = (text: string | null | undefined): Theme | null => themes.find((one) => one === text) ?? null;

/** What a browser paints around a page: --paper in app/tokens.css. */
export const THEME_COLORS: Record<Theme, string> = { light: "#fbfbf9", dark: "#131512" };
