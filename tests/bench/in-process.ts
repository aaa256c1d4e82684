import type { Job } from "./contenders/child";
import type { Running } from "./contenders/start";
import type { Rounds } from "./numbers";

const AT_ONCE = 8;
const ROUNDS = 7;
const SECONDS = 1.5;
const MOST_EVENTS = 8_000;
const JOB: Job = { do: "handle", events: MOST_EVENTS, seconds: SECONDS, atOnce: AT_ONCE };

/** Each contender in turn handles deliveries in its own process, eight at once, several times round: events a second. */
export async function handleInTurns(contenders: Running[]): Promise<Rounds[]> {
  const results = contenders.map(({ name }): Rounds => ({ name, rounds: [] }));
  for (const contender of contenders) await contender.tell(JOB);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, contender] of contenders.entries()) {
      const { count, seconds } = await contender.tell(JOB);
      results[index]?.rounds.push(count / seconds);
    }
  }
  return results;
}
