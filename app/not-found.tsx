import type { Metadata } from "next";
import { connection } from "next/server";
import { Document, documentMetadata } from "./_components/document";
import { getWords } from "./_components/get-words";
import { paths } from "./_components/paths";
import { SiteHeader } from "./_components/site-header";

export async function generateMetadata(): Promise<Metadata> {
  const words = await getWords();
  return { ...documentMetadata(words), title: `${words.t("site.notFound.title")} · HyperSaaS` };
}

export default async function NotFound() {
  // Rendered per request, as the policy that proxy.ts sends with it carries a nonce of that request.
  await connection();
  const words = await getWords();
  const { notFound } = words.sentences.site;
  return (
    <Document words={words}>
      <SiteHeader />
      <main id="main" className="wrap page">
        <div className="narrow stack">
          <h1>{notFound.heading}</h1>
          <p>{notFound.sentence}</p>
          <p className="row">
            <a className="button" href={paths.dashboard}>
              {notFound.toDashboard}
            </a>
            <a href={paths.pricing}>{notFound.toPlans}</a>
          </p>
        </div>
      </main>
    </Document>
  );
}
