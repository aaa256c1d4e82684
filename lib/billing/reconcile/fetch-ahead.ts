import type { Entry, Page, Place } from "./lists";

// Enough to keep both sides busy; so many objects wait in memory at the most.
const MOST_PAGES = 5;

/**
 * The pages of a list after a place, in order. Fetching continues while pages are processed, and pages that arrived
 * meanwhile are yielded together. If Stripe is slower they come one by one; if the database is slower, several at once.
 */
export async function* fetchAhead(
  fetchPage: (place: Place | null) => Promise<Page<Entry>>,
  start: Place | null,
): AsyncGenerator<Page<Entry>, void, void> {
  const arrived: Page<Entry>[] = [];
  let place = start;
  let more = true;
  let fetching: Promise<void> | null = null;
  const fetchOn = (): void => {
    if (fetching || !more || arrived.length >= MOST_PAGES) return;
    fetching = fetchPage(place).then((page) => {
      arrived.push(page);
      ({ more } = page);
      place = endOf(page) ?? place;
      fetching = null;
      fetchOn();
    });
    fetching.catch(() => undefined); // a failure is looked at when what came before it is done
  };
  while (more || arrived.length > 0) {
    fetchOn();
    while (arrived.length === 0) await fetching;
    const pages = arrived.splice(0);
    fetchOn();
    yield together(pages);
  }
}

/** The place of a walk after a page. */
export function endOf({ data }: Page<Entry>): Place | null {
  const last = data.at(-1);
  return last ? { cursor: last.record.row.id, border: new Date(last.created * 1000) } : null;
}

/** As old as the oldest of them may be, and to be believed as late as the latest. */
const together = (pages: Page<Entry>[]): Page<Entry> => ({
  data: pages.flatMap(({ data }) => data),
  more: pages.at(-1)?.more ?? false,
  said: {
    since: new Date(Math.min(...pages.map(({ said }) => said.since.getTime()))),
    asOf: new Date(Math.max(...pages.map(({ said }) => said.asOf.getTime()))),
  },
});
