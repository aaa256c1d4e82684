// What a server of a test has shown and stored, checked against the shapes of Stripe's types.
import type { Observer } from "../../src/http/app.ts";
import { asShown } from "../../src/conventions/shown.ts";
import type { Kind } from "../../src/store/objects.ts";
import type { Store } from "../../src/store/store.ts";
import { check, checkAnswer, checkEvent, SHAPES } from "./check.ts";

export class SeenShapes {
  private readonly wrong = new Set<string>();

  constructor(private readonly but: RegExp | undefined) {}

  readonly observe: Observer = (answer, declared, address) => {
    this.note(checkAnswer(answer, declared, address));
  };

  /** The events, and the objects that no call has asked for. */
  lookThrough(store: Store): void {
    for (const event of store.list("event")) this.note(checkEvent(event, `event ${event.type}`));
    for (const kind of Object.keys(SHAPES))
      if (kind !== "event")
        for (const object of store.list(kind as Kind)) this.note(check(asShown(object), `@${kind}`, `stored ${kind}`));
  }

  complain(): void {
    if (this.wrong.size > 0)
      throw new Error(`Not of the shape of Stripe's types:\n${[...this.wrong].sort().join("\n")}`);
  }

  private note(lines: string[]): void {
    for (const line of lines) if (!this.but?.test(line)) this.wrong.add(line.replaceAll(/\[\d+\]/g, "[]"));
  }
}
