/**
 * Planted faults, the cheapest to notice first. Each keeps one promise of the product tested. Before and after tests
 * are moved or merged, run `npm run test:faults`: every fault must be red both times. Where code is renamed,
 * `npm run test:faults -- --check` names the entries whose text has changed.
 */
import { accounts } from "./accounts";
import { addresses } from "./addresses";
import { billing } from "./billing";
import { checkout } from "./checkout";
import { choices } from "./choices";
import { database } from "./database";
import type { Fault } from "./fault";
import { localStripe } from "./local-stripe";
import { localStripeAnswers } from "./local-stripe-answers";
import { mail } from "./mail";
import { mirror } from "./mirror";
import { outside } from "./outside";
import { pages } from "./pages";
import { people } from "./people";
import { rules } from "./rules";
import { scripts } from "./scripts";
import { securityLog } from "./security-log";
import { setUp } from "./set-up";
import { waysBack } from "./ways-back";

const isInApp = ({ tests }: Fault): boolean => tests.some((file) => file.startsWith("tests/integration/"));

const all = [
  ...accounts,
  ...addresses,
  ...choices,
  ...checkout,
  ...rules,
  ...scripts,
  ...localStripe,
  ...localStripeAnswers,
  ...people,
  ...mail,
  ...mirror,
  ...billing,
  ...outside,
  ...waysBack,
  ...securityLog,
  ...setUp,
  ...pages,
  ...database,
];

export const faults: Fault[] = all.toSorted((a, b) => Number(isInApp(a)) - Number(isInApp(b)));
