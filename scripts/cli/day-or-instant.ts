/**
 * What `--until` says: a day counts to its end (UTC), an instant as it is.
 * @param bad makes the error of a command, with how it is used
 */
export function dayOrInstant(text: string | undefined, now: Date, bad: (what: string) => Error): Date {
  if (!text) throw bad("Say until when with --until: a day such as 2027-01-31, or an instant.");
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  if (!isDay && !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text))
    throw bad(`--until ${text}: a day such as 2027-01-31, or an instant with its time zone.`);
  const [at, day] = [new Date(text), new Date(text.slice(0, 10))];
  // A day that no month has would count as one of the next.
  const exists =
    !Number.isNaN(at.getTime()) && !Number.isNaN(day.getTime()) && text.startsWith(day.toISOString().slice(0, 10));
  if (!exists) throw bad(`--until ${text}: there is no such day.`);
  // Its end would be in a year of five digits, which not every program reads.
  if (text >= "9999") throw bad(`--until ${text}: name a day before the year 9999.`);
  // Its last second, as pages show the day of it.
  const end = isDay ? new Date(at.getTime() + 86_399_000) : at;
  if (end <= now) throw bad(`--until ${text} is over already.`);
  return end;
}
