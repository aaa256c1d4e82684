import type { ServerResponse } from "node:http";
import { type Gate } from "@/lib/gate";
import { serverState } from "./state";

/** A client that takes nothing of its answer for so long gives its place to others, and then loses the connection. */
const STUCK_MS = 1_000;
const GONE_MS = 30_000;

type Loose<Result> = (...all: unknown[]) => Result;

/** A request's place among those that are worked on at once. */
export class Place {
  private isOver = false;

  constructor(
    private readonly gate: Gate,
    private release: () => void,
  ) {}

  leave(): void {
    this.isOver = true;
    this.release();
  }

  /** Gives the place back while it only waits. @throws ProductError overloaded when there is none afterwards */
  async outside<T>(work: () => Promise<T>): Promise<T> {
    this.release();
    const result = await work();
    this.release = await this.gate.enter();
    if (this.isOver) this.release();
    return result;
  }
}

/** Runs what only waits, and meanwhile takes no place from a request that has something to do. */
export const outsideOfPlace = <T>(work: () => Promise<T>): Promise<T> => {
  const place = serverState().requests.getStore()?.place;
  return place ? place.outside(work) : work();
};

/** Gives the place back as soon as our work is done: how slowly the client takes the answer is not our work. */
export function leaveWhenAnswered(response: ServerResponse, place: Place): void {
  const end = response.end.bind(response) as Loose<ServerResponse>;
  const write = response.write.bind(response) as Loose<boolean>;
  const leave = () => place.leave();
  response.once("close", leave);
  response.end = ((...all: unknown[]) => {
    leave();
    return end(...all);
  }) as ServerResponse["end"];
  response.write = ((...all: unknown[]) => {
    const isTaken = write(...all);
    if (!isTaken) endWhenStuck(response, leave);
    return isTaken;
  }) as ServerResponse["write"];
}

const stuck = new WeakSet<ServerResponse>();

function endWhenStuck(response: ServerResponse, leave: () => void): void {
  if (stuck.has(response)) return;
  stuck.add(response);
  const timers = [setTimeout(leave, STUCK_MS), setTimeout(() => response.destroy(), GONE_MS)];
  const clear = () => {
    stuck.delete(response);
    for (const timer of timers) clearTimeout(timer);
    response.off("drain", clear).off("close", clear);
  };
  response.on("drain", clear).on("close", clear);
}
