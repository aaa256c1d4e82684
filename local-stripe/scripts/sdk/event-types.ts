// The types of events that a webhook endpoint takes, of every version of the API, and `*`.
import { failed, program } from "./program.ts";

export function allEventTypes(): string[] {
  const file = program.getSourceFiles().find(({ fileName }) => fileName.endsWith("/resources/WebhookEndpoints.d.ts"));
  const [, union = failed("No type EnabledEvent")] = /type EnabledEvent = ([^;]+);/.exec(file?.text ?? "") ?? [];
  return [...union.matchAll(/'([^']+)'/g)].map(([, name = ""]) => name);
}
