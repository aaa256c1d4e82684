import { workspaces } from "./en/workspaces";
export type Sentences = { workspaces: typeof workspaces };
const at = (name: string): string => name.split(".").reduce<unknown>((o, k) => (o as Record<string, unknown>)[k], { workspaces }) as string;
const t = (name: string, values: Record<string, string> = {}) => at(name).replaceAll(/\{(\w+)\}/g, (w, n: string) => values[n] ?? w);
export const shim = { t, sentences: { workspaces } };
export type Words = typeof shim;
