import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Document, documentMetadata } from "@/app/_components/document";
import { documentViewport } from "@/app/_components/document-viewport";
import { getMessages } from "@/app/_components/get-messages";
import { getTheme } from "@/app/_components/get-theme";
import { getZone } from "@/app/_components/get-zone";
import { UnsentForm } from "@/app/_components/unsent-form";
import { UNSENT_FORM_COOKIE, unpackUnsent } from "@/lib/unsent-form";

export const generateMetadata = async () => documentMetadata(await getMessages());
export const generateViewport = async () => documentViewport(await getTheme());

export default async function PagesLayout({ children }: { children: ReactNode }) {
  return (
    <Document messages={await getMessages()} zone={await getZone()} theme={await getTheme()}>
      <UnsentForm values={unpackUnsent((await cookies()).get(UNSENT_FORM_COOKIE)?.value)}>{children}</UnsentForm>
    </Document>
  );
}
