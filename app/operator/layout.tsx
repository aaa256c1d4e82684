import type { ReactNode } from "react";
import { Document, documentMetadata } from "@/app/_components/document";
import { getOperatorMessages } from "./get-messages";

export const generateMetadata = async () => documentMetadata(await getOperatorMessages());

export default async function OperatorLayout({ children }: { children: ReactNode }) {
  return <Document messages={await getOperatorMessages()}>{children}</Document>;
}
