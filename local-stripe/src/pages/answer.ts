// How pages are answered: their headers, their redirects, and their reading of forms.
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Http } from "../http/pipeline.ts";
import type { Html } from "./layout.tsx";

// No form-action: Chromium applies it to the redirect after a form, and success_url is another origin
const HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
};

/** `framedBy`: the one place where the page may be shown in a frame. There it sends its forms by script. */
export async function show(
  http: Http,
  page: Html,
  status: ContentfulStatusCode = 200,
  framedBy?: string,
): Promise<Response> {
  const policy = HEADERS["Content-Security-Policy"].replace(
    /frame-ancestors .*/,
    `connect-src 'self'; frame-ancestors ${framedBy}`,
  );
  return http.html(
    String(await page),
    status,
    framedBy === undefined ? HEADERS : { ...HEADERS, "Content-Security-Policy": policy },
  );
}

/** After a form the browser asks for the next page with GET; a reload does not send the form again. */
export function goTo(address: string): Response {
  return new Response(null, {
    status: 303,
    headers: { Location: address, "Cache-Control": "no-store", "Referrer-Policy": "same-origin" },
  });
}

export type Form = (name: string) => string;

/** The fields of a form, trimmed; what is not there is empty. */
export async function readForm(http: Http): Promise<Form> {
  const fields = new URLSearchParams(await http.req.text());
  return (name) => (fields.get(name) ?? "").trim().slice(0, 1000);
}
