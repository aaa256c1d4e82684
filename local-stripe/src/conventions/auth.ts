// Every key that begins with `sk_test_` or `rk_test_` is accepted, as a Bearer token or as the user name of Basic
// authentication. A restricted key may do everything, unless `/_local/keys` says what.
import { StripeError } from "./errors.ts";

const DOCS =
  "See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.";

export function authenticate(header: string | undefined): string {
  const key = keyFrom(header);
  if (!key) {
    throw new StripeError(
      401,
      "invalid_request_error",
      `You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). ${DOCS}`,
    );
  }
  // A wrong key is an invalid_request_error without a code, not an authentication_error (recorded answer)
  if (!/^[sr]k_test_/.test(key))
    throw new StripeError(401, "invalid_request_error", `Invalid API Key provided: ${mask(key)}`);
  return key;
}

function keyFrom(header = ""): string {
  const [scheme = "", value = ""] = header.split(" ");
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() !== "basic") return "";
  return Buffer.from(value, "base64").toString().split(":")[0] ?? "";
}

export function mask(key: string): string {
  return key.length <= 12 ? key : `${key.slice(0, 8)}${"*".repeat(key.length - 12)}${key.slice(-4)}`;
}
