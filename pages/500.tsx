import { brand } from "@/billing/brand";
import Head from "next/head";
import { FailureInEveryLanguage } from "@/app/_components/failure-in-every-language";

/**
 * The page for errors before any other page begins, as when PostgreSQL can't give the version of the shared page. Next
 * looks for it here, not in app/, in every project with a pages folder.
 */
export default function ServerFailed() {
  return (
    <>
      <Head>
        <title>{brand.name}</title>
      </Head>
      <FailureInEveryLanguage />
    </>
  );
}
