// Stripe's types, as the `stripe` package has them, read by TypeScript's own compiler.
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { RESOURCES } from "./resources.ts";

export const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
export function failed(why: string): never {
  throw new Error(why);
}

const virtual = here("../../src/types-of-stripe.ts");
const source = `import type Stripe from 'stripe'\n${Object.values(RESOURCES)
  .map((name) => `export type ${name.replaceAll(".", "_")} = Stripe.${name}`)
  .join("\n")}\n`;
const options: ts.CompilerOptions = {
  strict: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  skipLibCheck: true,
  types: [],
};
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists, readFile } = host;
host.getSourceFile = (name, ...rest) =>
  name === virtual ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
host.fileExists = (name) => name === virtual || fileExists(name);
host.readFile = (name) => (name === virtual ? source : readFile(name));

export const program = ts.createProgram([virtual], options, host);
export const checker = program.getTypeChecker();

const file = program.getSourceFile(virtual) ?? failed("There is no virtual file");
const symbols = new Map(
  checker.getExportsOfModule(checker.getSymbolAtLocation(file) ?? failed("No module")).map((one) => [one.name, one]),
);

/** The type of a resource, by its name in `RESOURCES`. */
export function typeOf(name: string): ts.Type {
  return checker.getDeclaredTypeOfSymbol(symbols.get(name.replaceAll(".", "_")) ?? failed(`No type ${name}`));
}

export const has = (type: ts.Type, flag: ts.TypeFlags): boolean => (type.flags & flag) !== 0;

/** The members of a union, without null and undefined. */
export function parts(type: ts.Type): ts.Type[] {
  return (type.isUnion() ? type.types : [type]).filter(
    (one) => !has(one, ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void),
  );
}

/** What a Stripe object says in its field `object`. */
export function kindOf(type: ts.Type): string | undefined {
  const field = checker.getPropertyOfType(type, "object");
  if (!field) return undefined;
  const literal = checker.getTypeOfSymbol(field);
  return literal.isStringLiteral() ? literal.value : undefined;
}

/** A stub such as `DeletedCustomer`. */
export const isStub = (type: ts.Type): boolean => /^Deleted/.test(type.symbol?.name ?? "");
