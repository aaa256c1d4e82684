// The addresses of the API that the package's methods call, what each takes, and what it answers: `kind`, `list@kind` or
// `search@kind`.
import { readFileSync } from "node:fs";
import ts from "typescript";
import { checker, isStub, kindOf, parts, program } from "./program.ts";
import type { Names } from "../../reference/page.ts";
import { paramsOf } from "./params.ts";
import { RESOURCES } from "./resources.ts";
import { otherMethods } from "./shapes.ts";

interface Call {
  call: string;
  answer: string;
  /** Whether it answers a stub of what it deleted. */
  deletes: boolean;
  params: Names;
}

/** `list(params, options) { return this._makeRequest('GET', '/v1/customers', …`; an id in the path becomes `:id`. */
const CALL = /^ {4}(\w+)\([^\n]*\) \{\n\s+return this\._makeRequest\('(\w+)', ['`](\/v1\/[^'`]+)['`]/gm;

function callsIn(declarations: string): Map<string, string> {
  const code = readFileSync(declarations.replace(/\.d\.ts$/, ".js"), "utf8");
  return new Map(
    [...code.matchAll(CALL)].map(([, name = "", method, path = ""]) => [
      name,
      `${method} ${path.replace(/\$\{[^}]+\}/g, ":id")}`,
    ]),
  );
}

/** `Promise<Response<Customer | DeletedCustomer>>`, `ApiListPromise<Customer>` or `ApiSearchResultPromise<Customer>`. */
function answerOf(type: ts.Type): Pick<Call, "answer" | "deletes"> | undefined {
  const name = type.symbol?.name ?? "";
  const [inner] = checker.getTypeArguments(type as ts.TypeReference);
  if (!inner) return undefined;
  const all = parts(name === "Promise" ? (inner.aliasTypeArguments?.[0] ?? inner) : inner);
  const whole = all.filter((one) => !isStub(one));
  const kind = kindOf(whole[0] ?? all[0] ?? type);
  if (kind === undefined || !(kind in RESOURCES)) return undefined;
  const several = name === "Promise" ? "" : name === "ApiListPromise" ? "list@" : "search@";
  return { answer: `${several}${kind}`, deletes: whole.length === 0 };
}

function callsOf(file: ts.SourceFile): Call[] {
  const calls = callsIn(file.fileName);
  const methods = file.statements.filter(ts.isClassDeclaration).flatMap(({ members }) => members);
  return methods.filter(ts.isMethodDeclaration).flatMap((method) => {
    const call = calls.get(method.name.getText());
    const signature = checker.getSignatureFromDeclaration(method);
    const answer = signature && answerOf(checker.getReturnTypeOfSignature(signature));
    return call && answer ? [{ call, ...answer, params: paramsOf(signature, otherMethods) }] : [];
  });
}

export function allCalls(): Call[] {
  const files = program.getSourceFiles().filter(({ fileName }) => /stripe\/(cjs|esm)\/resources\//.test(fileName));
  return files.flatMap(callsOf).sort((a, b) => (a.call < b.call ? -1 : 1));
}
