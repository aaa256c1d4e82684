import { brand } from "@/billing/brand";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { documentViewport } from "./_components/document-viewport";

export const metadata: Metadata = { title: { default: brand.name, template: `%s · ${brand.name}` } };

export const viewport = documentViewport(null);

/**
 * No document yet, because the layout that knows the language renders it, (pages)/layout for pages of one request and
 * pricing/[[...language]]/layout for the shared one.
 */
export default function RootLayout({ children }: { children: ReactNode }) {
  return children;
}
