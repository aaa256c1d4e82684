import type { ReactNode } from "react";
import { Document, documentMetadata } from "@/app/_components/document";
import { getMessages } from "@/app/_components/get-messages";
import { getZone } from "@/app/_components/get-zone";

export const generateMetadata = async () => documentMetadata(await getMessages());

export default async function PagesLayout({ children }: { children: ReactNode }) {
  return (
    <Document messages={await getMessages()} zone={await getZone()}>
      {children}
    </Document>
  );
}
