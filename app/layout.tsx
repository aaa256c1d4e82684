import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { title: { default: "HyperSaaS", template: "%s · HyperSaaS" } };

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfbf9" },
    { media: "(prefers-color-scheme: dark)", color: "#131512" },
  ],
};

/**
 * No document yet, because the layout that knows the language renders it, (pages)/layout for pages of one request and
 * pricing/[[...language]]/layout for the shared one.
 */
export default function RootLayout({ children }: { children: ReactNode }) {
  return children;
}
