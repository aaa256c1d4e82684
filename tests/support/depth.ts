/** How deep a test goes: what `npm test` takes, and what `npm run test:nightly` takes (DEPTH=full). docs/testing.md lists both. */
export const depth = (here: number, everyNight: number): number => (process.env.DEPTH === "full" ? everyNight : here);
export const isFull = process.env.DEPTH === "full";
