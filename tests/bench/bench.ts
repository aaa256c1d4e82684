import type { TestPostgres } from "../support/postgres";
import type { Report } from "./report";

/** What a part of the bench is given. */
export type Bench = {
  postgres: TestPostgres;
  /** The folder of a production build with the overlay in it; built on first use. */
  build: () => Promise<string>;
  report: Report;
};
