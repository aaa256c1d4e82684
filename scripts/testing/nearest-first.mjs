import { relative } from "node:path";
import { BaseSequencer } from "vitest/node";
import { topicsOf } from "./topics.mjs";

/**
 * The order of the tests of a change: of each project those first whose paths share most names with a changed file, and of
 * those the shortest, so that many have run when the time is over.
 */
export class NearestFirst extends BaseSequencer {
  /** @param {import("vitest/node").TestSpecification[]} files */
  async sort(files) {
    const changed = new Set((this.ctx.config.related ?? []).flatMap((file) => topicsOf(fromHere(file))));
    const nearness = ({ moduleId }) => topicsOf(fromHere(moduleId)).filter((topic) => changed.has(topic)).length;
    const usual = await super.sort(files);
    const place = new Map(usual.map((file, index) => [file, index]));
    const later = (a, b) => place.get(a) - place.get(b);
    return usual.toSorted((a, b) => (a.project === b.project ? nearness(b) - nearness(a) || later(b, a) : later(a, b)));
  }
}

const fromHere = (path) => relative(process.cwd(), path);
