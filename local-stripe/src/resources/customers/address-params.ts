import { clearable, object, string } from "../../conventions/params.ts";

/** An address as callers give it. */
export const address = object({
  city: clearable(string()),
  country: clearable(string()),
  line1: clearable(string()),
  line2: clearable(string()),
  postal_code: clearable(string()),
  state: clearable(string()),
});
