import type { ReactNode } from "react";
import { Document, documentMetadata } from "@/app/_components/document";
import { documentViewport } from "@/app/_components/document-viewport";
import { getTheme } from "@/app/_components/get-theme";
import { getOperatorMessages } from "./get-messages";

export const generateMetadata = async () => documentMetadata(await getOperatorMessages());
export const generateViewport = async () => documentViewport(await getTheme());

export default async function OperatorLayout({ children }: { children: ReactNode }) {
  return (
    <Document messages={await getOperatorMessages()} theme={await getTheme()}>
      {children}
    </Document>
  );
}
