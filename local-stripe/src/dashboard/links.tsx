/** @jsxImportSource hono/jsx */
import type { FC } from "hono/jsx";
import { own } from "../conventions/own.ts";

const PAGE_BY_PREFIX: Record<string, string> = {
  cus: "customers",
  sub: "subscriptions",
  in: "invoices",
  evt: "events",
  clock: "clocks",
};

/** An id, as a link where the dashboard has a page for it. */
export const Id: FC<{ id: string | null }> = ({ id }) => {
  if (id === null) return <>–</>;
  const page = own(PAGE_BY_PREFIX, id.split("_")[0]);
  return page ? (
    <a href={`/${page}/${id}`}>
      <code>{id}</code>
    </a>
  ) : (
    <code>{id}</code>
  );
};

/** The link to older objects of a list. */
export const Older: FC<{ address: string; last: string | undefined; more: boolean }> = ({ address, last, more }) => {
  if (!more || last === undefined) return null;
  return (
    <p>
      <a href={`${address}${address.includes("?") ? "&" : "?"}after=${last}`}>Older</a>
    </p>
  );
};
