/** The same static page at an address that proxy.ts sees. */
export const dynamic = "force-static";

export { default } from "../api/plain/page";
