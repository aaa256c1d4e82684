import type { ReactNode } from "react";
import { Document, documentMetadata } from "@/app/_components/document";
import { getWordsHere } from "./messages-here";

export const generateMetadata = async () => documentMetadata(await getWordsHere());

export default async function OperatorLayout({ children }: { children: ReactNode }) {
  return <Document words={await getWordsHere()}>{children}</Document>;
}
