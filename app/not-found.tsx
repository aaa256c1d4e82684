import type { Metadata } from "next";
import { connection } from "next/server";
import { paths } from "./_components/paths";
import { SiteHeader } from "./_components/site-header";

export const metadata: Metadata = { title: "Not found" };

export default async function NotFound() {
  // Rendered per request, as the policy that proxy.ts sends with it carries a nonce of that request.
  await connection();
  return (
    <>
      <SiteHeader />
      <main id="main" className="wrap page">
        <div className="narrow stack">
          <h1>There is nothing here</h1>
          <p>The address may be mistyped, or this is a workspace that you are not a member of.</p>
          <p className="row">
            <a className="button" href={paths.dashboard}>
              Go to your dashboard
            </a>
            <a href={paths.pricing}>See the plans</a>
          </p>
        </div>
      </main>
    </>
  );
}
