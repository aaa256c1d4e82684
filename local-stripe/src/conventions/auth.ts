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
  // Status 403, so that libraries raise a permission error (SiimKirjanen/seatreg#97, getlago/lago-api#3650)
  if (key.startsWith("pk_"))
    throw new StripeError(
      403,
      "invalid_request_error",
      "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
      { code: "secret_key_required" },
    );
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
