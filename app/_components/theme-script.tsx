import { THEME_COLORS } from "@/lib/themes";

/**
 * For the page that is rendered once for all visitors: sets the theme that was chosen for this browser, before anything
 * is painted. A file, because an inline script would have to be known to the page's policy.
 */
export function ThemeScript() {
  return <script src="/theme.js" data-light={THEME_COLORS.light} data-dark={THEME_COLORS.dark} />;
}
