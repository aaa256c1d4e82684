"use client";

import { type ComponentProps, lazy } from "react";

// What so many come to is calculated in the browser, by code that only pages with a price per seat load.
const Sum = lazy(async () => ({ default: (await import("./seat-sum")).SeatSum }));
const Choice = lazy(async () => ({ default: (await import("./seat-choice")).SeatChoice }));

// Functions, since a page of the server can name no component that is itself loaded later.

/** What a price per person comes to for the workspace that the plans are chosen for. */
export const SeatSum = (props: ComponentProps<typeof Sum>) => <Sum {...props} />;

/** The number of seats to buy, and what it comes to. */
export const SeatChoice = (props: ComponentProps<typeof Choice>) => <Choice {...props} />;
