// Writes tests/shapes/shapes.json from the types of the `stripe` package: `npm run shapes` after each new version of it.
// A key ends in `?` when it may be missing and in `~` when it may be null. A value is s(tring), n(umber), b(oolean),
// map (keys of the caller's choice), @kind (another resource), list@kind, [element], {…} or any.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const RESOURCES: Record<string, string> = {
  customer: "Customer",
  product: "Product",
  product_feature: "ProductFeature",
  price: "Price",
  coupon: "Coupon",
  promotion_code: "PromotionCode",
  discount: "Discount",
  payment_method: "PaymentMethod",
  setup_intent: "SetupIntent",
  payment_intent: "PaymentIntent",
  charge: "Charge",
  refund: "Refund",
  dispute: "Dispute",
  item: "LineItem",
  "checkout.session": "Checkout.Session",
  subscription: "Subscription",
  subscription_item: "SubscriptionItem",
  plan: "Plan",
  invoice: "Invoice",
  line_item: "InvoiceLineItem",
  invoice_payment: "InvoicePayment",
  event: "Event",
  webhook_endpoint: "WebhookEndpoint",
  "billing_portal.configuration": "BillingPortal.Configuration",
  "billing_portal.session": "BillingPortal.Session",
  "test_helpers.test_clock": "TestHelpers.TestClock",
  "entitlements.feature": "Entitlements.Feature",
  "entitlements.active_entitlement": "Entitlements.ActiveEntitlement",
  "entitlements.active_entitlement_summary": "Entitlements.ActiveEntitlementSummary",
};
const DEEPEST = 4;
/** What differs by the kind of payment method, of which only cards are in scope. */
const OPEN = /^(payment_method_options|payment_method_details|destination_details|next_action|last_\w+_error)$/;

type Shape = string | [Shape] | { [key: string]: Shape };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const virtual = here("../src/shapes-of-stripe.ts");
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
const program = ts.createProgram([virtual], options, host);
const checker = program.getTypeChecker();
const file = program.getSourceFile(virtual) ?? failed("There is no virtual file");

function failed(why: string): never {
  throw new Error(why);
}

function parts(type: ts.Type): ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

const has = (type: ts.Type, flag: ts.TypeFlags) => (type.flags & flag) !== 0;

function shapeOf(type: ts.Type, depth: number): Shape {
  const all = parts(type).filter((one) => !has(one, ts.TypeFlags.Null | ts.TypeFlags.Undefined));
  // `string | Customer` is an id until it is expanded; open enums are strings with a brand
  if (all.some((one) => has(one, ts.TypeFlags.StringLike) || one.isIntersection())) return "s";
  if (all.every((one) => has(one, ts.TypeFlags.NumberLike))) return "n";
  if (all.every((one) => has(one, ts.TypeFlags.BooleanLike))) return "b";
  const [one] = all;
  if (all.length !== 1 || !one) return "any";
  if (one.symbol?.name === "Decimal") return "s";
  const [element] = checker.getTypeArguments(one as ts.TypeReference);
  if (checker.isArrayType(one) && element) return [shapeOf(element, depth)];
  if (one.aliasSymbol?.name === "ApiList" || one.symbol?.name === "ApiList")
    return `list${shapeOf((one.aliasTypeArguments ?? [])[0] ?? element ?? failed("A list of nothing"), depth)}`;
  const resource = checker.getPropertyOfType(one, "object");
  if (depth > 0 && resource) {
    const literal = checker.getTypeOfSymbol(resource);
    return literal.isStringLiteral() ? `@${literal.value}` : "any";
  }
  if (checker.getIndexInfosOfType(one).length > 0) return "map";
  return depth >= DEEPEST ? "any" : fieldsOf(one, depth);
}

function fieldsOf(type: ts.Type, depth: number): Shape {
  const shape: Record<string, Shape> = {};
  for (const field of checker.getPropertiesOfType(type)) {
    // The headers of an answer, which the SDK adds, and the mark of a stub
    if (field.name === "lastResponse" || field.name === "deleted") continue;
    const of = checker.getTypeOfSymbol(field);
    const optional = (field.flags & ts.SymbolFlags.Optional) !== 0;
    const nullable = parts(of).some((one) => has(one, ts.TypeFlags.Null));
    const name = `${field.name}${optional ? "?" : ""}${nullable ? "~" : ""}`;
    shape[name] = OPEN.test(field.name) || (optional && depth >= 2) ? "any" : shapeOf(of, depth + 1);
  }
  return shape;
}

function keepCards(shape: Record<string, Shape>): void {
  for (const [key, value] of Object.entries(shape))
    if (key.endsWith("?") && typeof value === "object" && key !== "card?") delete shape[key];
}

const symbols = new Map(
  checker.getExportsOfModule(checker.getSymbolAtLocation(file) ?? failed("No module")).map((one) => [one.name, one]),
);
const lines = Object.entries(RESOURCES).map(([kind, name]) => {
  const symbol = symbols.get(name.replaceAll(".", "_")) ?? failed(`No type ${name}`);
  const shape = fieldsOf(checker.getDeclaredTypeOfSymbol(symbol), 0);
  if (kind === "payment_method") keepCards(shape as Record<string, Shape>);
  return `${JSON.stringify(kind)}: ${JSON.stringify(shape)}`;
});
writeFileSync(here("../tests/shapes/shapes.json"), `{\n${lines.join(",\n")}\n}\n`);
