import type { Metadata } from "next";
import { connection } from "next/server";
import type { Messages } from "@/lib/messages";
import { PlainHeader } from "./header/plain-header";
import { paths } from "./paths";

export const notFoundMetadata = ({ t }: Messages): Metadata => ({ title: t("site.notFound.title") });

/** The page for an unknown address, and for what the visitor may not see. */
export async function NotFoundPage({ messages }: { messages: Messages }) {
  // Rendered per request, as the policy that proxy.ts sends with it carries a nonce of that request.
  await connection();
  const { notFound } = messages.sentences.site;
  return (
    <>
      <PlainHeader messages={messages.sentences.browser} />
      <main id="main" className="wrap page">
        <div className="narrow centered stack">
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
    </>
  );
}
