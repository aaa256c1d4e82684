"use client";

import { paths } from "./_components/paths";
import { SiteHeader } from "./_components/site-header";

/** Whatever went wrong on our side. */
export default function ErrorPage({ reset }: { reset: () => void }) {
  return (
    <>
      <SiteHeader />
      <main id="main" className="wrap page">
        <div className="narrow stack">
          <h1>Something went wrong on our side</h1>
          <p>Nothing was bought or changed by this. Try again in a moment.</p>
          <p className="row">
            <button type="button" className="button" onClick={reset}>
              Try again
            </button>
            <a href={paths.dashboard}>Go to your dashboard</a>
          </p>
        </div>
      </main>
    </>
  );
}
