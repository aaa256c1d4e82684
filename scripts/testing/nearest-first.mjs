import { relative } from "node:path";
import { BaseSequencer } from "vitest/node";
import { topicsOf } from "./topics.mjs";

/**
 * The order of the tests of a change: of each project those first whose paths share most names with a changed file, so
 * that they have run when the time is over.
 */
export class NearestFirst extends BaseSequencer {
  /** @param {import("vitest/node").TestSpecification[]} files */
  async sort(files) {
    const changed = new Set((this.ctx.config.related ?? []).flatMap((file) => topicsOf(fromHere(file))));
    const nearness = ({ moduleId }) => topicsOf(fromHere(moduleId)).filter((topic) => changed.has(topic)).length;
    const usual = await super.sort(files);
    return usual.toSorted((a, b) =>
      a.project === b.project ? nearness(b) - nearness(a) : usual.indexOf(a) - usual.indexOf(b),
    );
  }
}

const fromHere = (path) => relative(process.cwd(), path);
