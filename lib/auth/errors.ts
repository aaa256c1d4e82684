import { ProductError } from "@/lib/errors";

// What the code of accounts refuses.

/** The same for a link that was never made, was used, or is too old. */
export const linkNotValid = () => new ProductError("link_not_valid", "This link no longer works. Request a new one.");

export const passwordRefused = (problem: "length" | "common") =>
  new ProductError(
    "password_refused",
    problem === "length"
      ? "A password has 8 to 200 characters."
      : "This password is among the first that anyone would guess.",
  );

export const addressNotConfirmed = () =>
  new ProductError("address_not_confirmed", "Confirm your e-mail address first. We've sent you a link.");

export const addressContested = () =>
  new ProductError(
    "address_contested",
    "An account with a plan uses this address without having confirmed it. We've just sent a mail about it. Try again.",
  );

export const wrongPassword = () => new ProductError("wrong_password", "That's not the password of your account.");

export const accountLinkedElsewhere = () =>
  new ProductError("account_linked_elsewhere", "Another user signs in with this account.");

export const lastWayIn = () =>
  new ProductError("last_way_in", "This is the only way to sign in. Set a password or link another account first.");

/** What decides over the account needs a person who has just proved who they are. */
export const signInAgain = () => new ProductError("sign_in_again", "Sign out and back in first, then try again.");
