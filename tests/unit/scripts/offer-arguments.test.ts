import { expect, test } from "vitest";
import { offerArguments } from "@/scripts/cli/offer-arguments";

const now = new Date("2026-11-30T12:00:00Z");
const workspace = "0b0e4d0c-53a1-4f0b-9a0e-2f7f5c1d7a11";
const asked = (line: string) => offerArguments(line.split(" ").filter(Boolean), now);

test.each([
  [
    `add build_month_negotiated --workspace ${workspace.toUpperCase()} --until 2027-01-31 --by grace`,
    { do: "add", price: "build_month_negotiated", workspace, until: new Date("2027-01-31T23:59:59Z"), by: "grace" },
  ],
  [
    "add price_1 --workspace acme --until 2026-12-01T10:00:00Z",
    { do: "add", price: "price_1", workspace: "acme", until: new Date("2026-12-01T10:00:00Z"), by: null },
  ],
  ["list", { do: "list", workspace: null }],
  [`list --workspace ${workspace}`, { do: "list", workspace }],
  [`revoke ${workspace}`, { do: "revoke", id: workspace, by: null }],
])("%s", (line, order) => {
  expect(asked(line)).toEqual(order);
});

test.each([
  ["", "Say what to do."],
  ["sell price_1", 'There is no "sell".'],
  ["add", "Name the price by its id"],
  ["add price_1 --until 2027-01-31", "Name the workspace with --workspace"],
  [`add price_1 --workspace ${workspace}`, "Say until when with --until"],
  [`add price_1 --workspace ${workspace} --until 2026-11-29`, "is over already"],
  [`add price_1 --workspace ${workspace} --until 2026-02-30`, "there is no such day"],
  [`add price_1 price_2 --workspace ${workspace} --until 2027-01-31`, "Too many words."],
  [`list ${workspace}`, "Too many words."],
  ["revoke price_1", "Name the offer by its id"],
  [`revoke ${workspace} --until 2027-01-31`, "--until does not belong to revoke."],
  ["list --price x", "Unknown option"],
])("refuses %s", (line, why) => {
  expect(() => asked(line)).toThrow(why);
});
