import type { ReactNode } from "react";
import { Document, documentMetadata } from "@/app/_components/document";
import { wordsIn } from "@/lib/words";

export { viewport } from "@/app/_components/document";

// For our own staff, who read English.
const words = wordsIn("en");

export const metadata = documentMetadata(words);

export default function OperatorLayout({ children }: { children: ReactNode }) {
  return <Document words={words}>{children}</Document>;
}
