import Head from "next/head";
import { FailureForAll } from "@/app/_components/failure-for-all";

/**
 * What failed before any page was begun: the shared page, when PostgreSQL can't say which one is right. Next looks for it
 * here, and not in app/, in whatever project has a folder for the older router.
 */
export default function ServerFailed() {
  return (
    <>
      <Head>
        <title>HyperSaaS</title>
      </Head>
      <FailureForAll />
    </>
  );
}
