import type { ReactNode } from "react";

/**
 * Nothing of its own: the document is rendered by the layout that knows the language, (pages)/layout for pages of one
 * request and pricing/[language]/layout for the shared one. https://nextjs.org/docs/app/guides/internationalization
 */
export default function RootLayout({ children }: { children: ReactNode }) {
  return children;
}
