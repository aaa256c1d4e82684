import type { Job } from "./contenders/child";
import type { Running } from "./contenders/start";
import { interleave } from "./interleave";
import type { Rounds } from "./statistics";

const JOB: Job = { do: "handle", events: 8_000, seconds: 1.5, concurrency: 8 };

/** Each contender handles deliveries in its own process: events per second. */
export async function measureHandling(contenders: Running[]): Promise<Rounds[]> {
  const results = await interleave(contenders, async (contender) => {
    const { count, seconds } = await contender.run(JOB);
    return count / seconds;
  });
  return contenders.map(({ name }, index) => ({ name, rounds: results[index] ?? [] }));
}
