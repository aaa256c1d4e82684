// A record that is asked by any text answers `constructor` and `toString` too, with what every object inherits. What
// comes from an address, a form or another server is looked up with `own`, which finds the record's own keys only.

const FIXED = new Set(["Literal", "PrivateIdentifier"]);

/** Whether a type is `Record<string, …>`, maybe within `Readonly` or `Partial`. */
function takesAnyText(type) {
  const name = type?.type === "TSTypeReference" ? type.typeName.name : undefined;
  const [first] = type?.typeArguments?.params ?? [];
  if (name === "Readonly" || name === "Partial") return takesAnyText(first);
  return name === "Record" && first?.type === "TSStringKeyword";
}

/** The type that the declaration of a name says, if it says one. */
function declaredType(scope, name) {
  for (let at = scope; at; at = at.upper) {
    const [definition] = at.set.get(name)?.defs ?? [];
    if (definition) return definition.name?.typeAnnotation?.typeAnnotation;
  }
  return undefined;
}

const isWritten = ({ parent }, node) =>
  (parent.type === "AssignmentExpression" && parent.left === node) ||
  (parent.type === "UnaryExpression" && parent.operator === "delete");

/** @type {import("eslint").Rule.RuleModule} */
const ownLookups = {
  meta: {
    type: "problem",
    schema: [],
    messages: { inherited: "Look it up with `own(record, key)`: `record[key]` finds `constructor`, too." },
  },
  create(context) {
    return {
      MemberExpression(node) {
        if (!node.computed || FIXED.has(node.property.type) || isWritten(node, node)) return;
        const { object } = node;
        const type =
          object.type === "TSAsExpression"
            ? object.typeAnnotation
            : object.type === "Identifier" && declaredType(context.sourceCode.getScope(node), object.name);
        if (type && takesAnyText(type)) context.report({ node, messageId: "inherited" });
      },
    };
  },
};

export default ownLookups;
