// What each address of the API answers: `kind`, `list@kind` or `search@kind`, as the methods of the package say.
import { readFileSync } from "node:fs";
import ts from "typescript";
import { checker, isStub, kindOf, parts, program } from "./program.ts";
import { RESOURCES } from "./resources.ts";

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
function answerOf(type: ts.Type): string | undefined {
  const name = type.symbol?.name ?? "";
  const [inner] = checker.getTypeArguments(type as ts.TypeReference);
  if (!inner) return undefined;
  const shown = name === "Promise" ? (inner.aliasTypeArguments?.[0] ?? inner) : inner;
  const [kind] = parts(shown)
    .filter((one) => !isStub(one))
    .map(kindOf);
  if (kind === undefined || !(kind in RESOURCES)) return undefined;
  return name === "Promise" ? kind : `${name === "ApiListPromise" ? "list" : "search"}@${kind}`;
}

export function allAnswers(): Record<string, string> {
  const answers: Record<string, string> = {};
  for (const file of program
    .getSourceFiles()
    .filter(({ fileName }) => /stripe\/(cjs|esm)\/resources\//.test(fileName))) {
    const calls = callsIn(file.fileName);
    for (const declared of file.statements.filter(ts.isClassDeclaration))
      for (const method of declared.members.filter(ts.isMethodDeclaration)) {
        const call = calls.get(method.name.getText());
        const signature = checker.getSignatureFromDeclaration(method);
        const answer = call && signature && answerOf(checker.getReturnTypeOfSignature(signature));
        if (call && answer) answers[call] = answer;
      }
  }
  return Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
}
