import type { ReactNode } from "react";
import { Document, documentMetadata } from "@/app/_components/document";
import { type LanguageParams, wordsOf } from "./messages-of";

export const generateMetadata = async ({ params }: LanguageParams) => documentMetadata(await wordsOf(params));

export default async function PricingLayout({ params, children }: LanguageParams & { children: ReactNode }) {
  return <Document words={await wordsOf(params)}>{children}</Document>;
}
