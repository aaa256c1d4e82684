import type Stripe from "stripe";

type HttpClient = NonNullable<Stripe.StripeConfig["httpClient"]>;
type Answer = Awaited<ReturnType<HttpClient["makeRequest"]>>;

// An id has an underscore, and a digit or a capital behind it; the names of resources have neither, but for their version.
const ID = /^\w+_\w*[\dA-Z]\w*$/;

/** A request without ids and parameters, which differ with every call: `GET /v1/invoices/:id/lines`. */
export const requestName = (method: string, path: string): string =>
  `${method} ${path
    .split("?", 1)
    .join("")
    .split("/")
    .map((part) => (ID.test(part) ? ":id" : part))
    .join("/")}`;

/** What lasts until somebody changes the call, the key or a setting; the others pass, or are the customer's. */
const isNamed = (status: number): boolean => status >= 400 && status < 500 && ![402, 409, 429].includes(status);

/**
 * Stripe's words alone don't say what was asked for: "The provided key does not have the required permissions for this
 * endpoint". The request is put in front of them here, so that each place which shows or keeps the error has both: a
 * command's output, the operator's page, pending work, the inbox and the log.
 */
export function namingRequest(answer: Answer, request: string): Answer {
  if (!isNamed(answer.getStatusCode())) return answer;
  const toJSON = answer.toJSON.bind(answer);
  answer.toJSON = async () => named((await toJSON()) as unknown, request);
  return answer;
}

function named(body: unknown, request: string): unknown {
  const error = isObject(body) ? body.error : undefined;
  if (isObject(error) && typeof error.message === "string") error.message = `${request}: ${error.message}`;
  return body;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
