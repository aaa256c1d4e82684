import type { ReactNode } from "react";
import { Document, documentMetadata } from "@/app/_components/document";
import { type LanguageParams, messagesOf } from "./messages-of";

export const generateMetadata = async ({ params }: LanguageParams) => documentMetadata(await messagesOf(params));

export default async function PricingLayout({ params, children }: LanguageParams & { children: ReactNode }) {
  return (
    <Document messages={await messagesOf(params)} theme="by script">
      {children}
    </Document>
  );
}
