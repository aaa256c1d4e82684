"use client";

import { useBrowserWords } from "./browser-words";
import { paths } from "./paths";
import { SiteHeader } from "./site-header";

/** Whatever went wrong on our side. */
export function ErrorPage({ reset }: { reset: () => void }) {
  const { failure } = useBrowserWords();
  return (
    <>
      <SiteHeader />
      <main id="main" className="wrap page">
        <div className="narrow stack">
          <h1>{failure.title}</h1>
          <p>{failure.sentence}</p>
          <p className="row">
            <button type="button" className="button" onClick={reset}>
              {failure.again}
            </button>
            <a href={paths.dashboard}>{failure.toDashboard}</a>
          </p>
        </div>
      </main>
    </>
  );
}
