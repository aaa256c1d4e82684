import { delimiter, dirname } from "node:path";

/** The Node that the app is developed, tested and shipped on; a newer one will do. */
export const NODE = 24;

/** @param {string} version such as 20.19.1 */
export function isTooOld(version) {
  return Number.parseInt(version, 10) < NODE;
}

export const needsNode = `HyperSaaS billing needs Node ${NODE} or newer, and this is ${process.versions.node}.`;

/**
 * The environment in which `node`, and each program that starts by it, such as npm and npx, is this one.
 * @param {Record<string, string | undefined>} env
 * @param {string} node the path of the program
 * @returns {Record<string, string | undefined>}
 */
export function withNodeFirst(env, node) {
  return { ...env, PATH: [dirname(node), env.PATH].filter(Boolean).join(delimiter) };
}
