"use client";

import { useTransition } from "react";
import { useBrowserMessages } from "./browser-messages";
import { useFailureHeader } from "./header/failure-header";
import { paths } from "./paths";

/** A repeated failure renders a new page, and a visitor who pressed its button continues from there. */
let tried = false;

/**
 * The page for a failure on our side.
 * @param props.retry Next's: asks the server for the page anew, where its `reset` would only draw the same failure
 *   again
 */
export function ErrorPage({ retry }: { retry: () => void }) {
  const { failure, working } = useBrowserMessages();
  const [trying, start] = useTransition();

  function tryAgain() {
    tried = true;
    if (!trying) start(retry);
  }

  return (
    <>
      {useFailureHeader()}
      <main id="main" className="wrap page">
        <div className="narrow centered stack">
          <h1>{failure.title}</h1>
          <p>{failure.sentence}</p>
          <p className="row">
            <button type="button" className="button" autoFocus={tried} aria-busy={trying} onClick={tryAgain}>
              {trying ? working : failure.again}
            </button>
            <a href={paths.dashboard}>{failure.toDashboard}</a>
          </p>
        </div>
      </main>
    </>
  );
}
