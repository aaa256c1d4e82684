import fc from "fast-check";
import { CHANGES, type ChangeName } from "./changes";

/** Something that happens at Stripe. `a`, `b` and `c` say to what and how; each change makes of them what it needs. */
export interface ChangeStep {
  change: ChangeName;
  a: number;
  b: number;
  c: number;
  /** In the same second as what came before, in the next one, or each of its events in a second of its own. */
  seconds: "same" | "next" | "each";
}

/** How one delivery goes. */
export interface Manner {
  /** Which of two processes takes it. */
  worker: 0 | 1;
  /** The API version in which the event is written. */
  version: "ours" | "older";
  database: null | { skip: number; side: "before" | "after"; dead: boolean };
  stripe: null | "refuses" | "fails once" | "loses its answer" | "answers late" | "answers late, dated late";
}

export interface DeliveryStep {
  /** Which events, at the same moment: of all that were told and not yet taken, or (`again`) of those that were. */
  deliver: { pick: number; again: boolean; manner: Manner }[];
  /** All of them about one object, the one of the first. */
  together: boolean;
  /** All wait at the row until all are there. */
  locked: boolean;
  /** How many steps an answer of Stripe's is late. */
  late: number;
}

/** Stripe is asked for an object because of an event; before its answer is here the object changes, and that is told. */
export interface OvertakingStep {
  overtake: number;
  b: number;
  c: number;
  seconds: ChangeStep["seconds"];
  dated: "answers late" | "answers late, dated late";
}

/** An object changes twice, and both events come to its row at the same moment, the newer one first. */
export interface MeetingStep {
  meet: number;
  b: number;
  c: number;
}

export type Step = ChangeStep | DeliveryStep | OvertakingStep | MeetingStep;

export interface Plan {
  /** Whether the first customer is known, or must be recognized by what Stripe says of it. */
  known: boolean;
  steps: Step[];
  /** The rest, at the end: in which order, how many at a time, how. */
  end: { order: number; atOnce: number; manners: Manner[] };
}

export const MOST_CHANGES = 40;

const changeNames = Object.entries(CHANGES).flatMap(([name, { weight }]) =>
  Array<ChangeName>(weight).fill(name as ChangeName),
);
const small = fc.nat({ max: 7 });
const plain = { noNullPrototype: true };
const changeStep = (names: ChangeName[], seconds: fc.Arbitrary<ChangeStep["seconds"]>): fc.Arbitrary<ChangeStep> =>
  fc.record({ change: fc.constantFrom(...names), a: small, b: small, c: small, seconds }, plain);

const rarely = <T>(arbitrary: fc.Arbitrary<T>, freq: number) => fc.option(arbitrary, { freq });
const manner: fc.Arbitrary<Manner> = fc.record(
  {
    worker: fc.constantFrom(0, 1),
    version: fc.constantFrom("ours", "ours", "ours", "older"),
    database: rarely(
      fc.record({ skip: fc.nat({ max: 2 }), side: fc.constantFrom("before", "after"), dead: fc.boolean() }, plain),
      7,
    ),
    stripe: rarely(
      fc.constantFrom(
        "answers late",
        "answers late, dated late",
        "answers late",
        "refuses",
        "refuses",
        "fails once",
        "loses its answer",
      ),
      4,
    ),
  },
  plain,
);
const deliveryStep: fc.Arbitrary<DeliveryStep> = fc.record(
  {
    deliver: fc.array(
      fc.record({ pick: fc.nat({ max: 15 }), again: fc.constantFrom(false, false, false, true), manner }, plain),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    together: fc.boolean(),
    locked: fc.constantFrom(false, false, true),
    late: fc.integer({ min: 1, max: 4 }),
  },
  plain,
);

const anySeconds = fc.constantFrom<ChangeStep["seconds"]>("same", "same", "next", "each");
const overtakingStep: fc.Arbitrary<OvertakingStep> = fc.record(
  {
    overtake: fc.nat({ max: 15 }),
    b: small,
    c: small,
    seconds: anySeconds,
    dated: fc.constantFrom("answers late", "answers late, dated late"),
  },
  plain,
);
const meetingStep: fc.Arbitrary<MeetingStep> = fc.record({ meet: fc.nat({ max: 15 }), b: small, c: small }, plain);
const anyStep = fc.oneof(
  { weight: 6, arbitrary: changeStep(changeNames, anySeconds) },
  { weight: 4, arbitrary: deliveryStep },
  { weight: 1, arbitrary: overtakingStep },
  { weight: 1, arbitrary: meetingStep },
);
const steps = (maxLength: number) => fc.array<Step>(anyStep, { minLength: 1, maxLength, size: "max" });

/** Changes and deliveries in any order and in every manner. */
export const anyPlan: fc.Arbitrary<Plan> = fc.record(
  {
    known: fc.boolean(),
    steps: fc.oneof({ weight: 4, arbitrary: steps(20) }, { weight: 1, arbitrary: steps(60) }),
    end: fc.record(
      {
        order: fc.nat({ max: 1_000_000 }),
        atOnce: fc.integer({ min: 1, max: 4 }),
        manners: fc.array(manner, { minLength: 1, maxLength: 5 }),
      },
      plain,
    ),
  },
  plain,
);

// A customer of whom our database knows nothing is looked up once.
const KNOWN_PEOPLE = changeNames.filter((name) => name !== "customer.create");

/** What happens when all is well: events in order, in seconds that differ, one after the other. */
export const calmPlan: fc.Arbitrary<ChangeStep[]> = fc.array(changeStep(KNOWN_PEOPLE, fc.constant("each")), {
  minLength: 1,
  maxLength: MOST_CHANGES,
  size: "max",
});

export const calmly: Manner = { worker: 0, version: "ours", database: null, stripe: null };

export const isChange = (step: Step): step is ChangeStep => "change" in step;
export const isMeeting = (step: Step): step is MeetingStep => "meet" in step;
export const isDelivery = (step: Step): step is DeliveryStep => "deliver" in step;
