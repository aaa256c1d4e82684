import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { apiPage, PAGE } from "../reference/page.ts";

it("docs/api.md is what the endpoints say", () => {
  expect(readFileSync(PAGE, "utf8") === apiPage(), "Run `npm run reference` in local-stripe").toBe(true);
});

it("names what a call takes and refuses, what isn't served, what can be expanded, and events", () => {
  const page = apiPage();
  for (const line of [
    /^\| `POST \/v1\/products` \| .*`name`.* \| .*`package_dimensions`/m,
    /^\| `GET \/v1\/customers\/search` \| `query`, `limit`, `page` \| – \|$/m,
    /^Not served: .*`DELETE \/v1\/customers\/:id\/discount`|`DELETE \/v1\/customers\/:id\/discount` \|/m,
    /^\| `customer` \| .*`invoice_settings.default_payment_method`.* \| .*`tax_ids`.* \|$/m,
    /`customer\.subscription\.trial_will_end`/,
  ])
    expect(page).toMatch(line);
});
