import type { ReactNode } from "react";
import { Document, documentMetadata } from "@/app/_components/document";
import { getWords } from "@/app/_components/get-messages";
import { getZone } from "@/app/_components/get-zone";

export const generateMetadata = async () => documentMetadata(await getWords());

export default async function PagesLayout({ children }: { children: ReactNode }) {
  return (
    <Document words={await getWords()} zone={await getZone()}>
      {children}
    </Document>
  );
}
