// Every write to Stripe says how it may be repeated: `writeOnce` names its idempotency key, `setsValue` says that making
// it again changes nothing (lib/stripe/write.ts). What is not known to be a read counts as a write.

const READS = /^(retrieve|list|search)|^(createPreview|constructEvent)$/;
// A key of ours would repeat an old answer on neither: values, and states that an object enters once.
const VALUES = new Set(["update", "expire", "cancel", "del"]);
const CLIENT = /(^|\/)stripe\/client$/;

/** The call of a resource's method that begins at `stripe()`, and the names in between: `subscriptions`, `update`. */
function callAfter(client) {
  const names = [];
  let node = client;
  while (node.parent.type === "MemberExpression" && node.parent.object === node && !node.parent.computed) {
    node = node.parent;
    names.push(node.property.name);
  }
  const call = node.parent;
  return names.length > 0 && call.type === "CallExpression" && call.callee === node ? { call, names } : undefined;
}

const isFunction = (node) => node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression";

/** The function given to `writeOnce` or `setsValue` in which a node lies, and which of the two it was given to. */
function givenTo(node) {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (!isFunction(at) || parent.type !== "CallExpression" || parent.arguments.at(-1) !== at) continue;
    if (/^(writeOnce|setsValue)$/.test(parent.callee.name)) return { by: parent.callee.name, write: at };
  }
  return undefined;
}

/** Whether an argument is these options, or an object that holds them. */
const passes = (argument, name) =>
  argument?.type === "Identifier"
    ? argument.name === name
    : argument?.type === "ObjectExpression" &&
      argument.properties.some((one) => one.type === "SpreadElement" && one.argument.name === name);

const endsTrial = (call) =>
  call.arguments.some(
    (argument) =>
      argument.type === "ObjectExpression" && argument.properties.some((one) => one.key?.name === "trial_end"),
  );

/** What is wrong with a call of Stripe, as the name of a message. */
function problemOf({ call, names }) {
  const method = names.at(-1);
  if (READS.test(method)) return undefined;
  const given = givenTo(call);
  if (!given) return "bare";
  const [options] = given.write.params;
  if (options?.type !== "Identifier" || !passes(call.arguments.at(-1), options.name)) return "options";
  return given.by === "setsValue" && (!VALUES.has(method) || endsTrial(call)) ? "key" : undefined;
}

/** @type {import("eslint").Rule.RuleModule} */
const namedWrites = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      bare: "Write to Stripe through `writeOnce` or `setsValue` (lib/stripe/write.ts).",
      options: "Pass on the options of `writeOnce` or `setsValue` as the last argument; they hold the key.",
      key: "This must happen once: name its idempotency key with `writeOnce`.",
      client: "Call the client where it is used: `stripe().resource.method(…)`.",
      another: "There is one client: `stripe()` (lib/stripe/client.ts).",
    },
  },
  create(context) {
    /** @param node what names the function `stripe` */
    function check(node) {
      const { parent } = node;
      const found = parent.type === "CallExpression" && parent.callee === node ? callAfter(parent) : undefined;
      if (!found) return context.report({ node, messageId: "client" });
      const problem = problemOf(found);
      if (problem) context.report({ node: found.call, messageId: problem });
    }
    const names = new Set();
    const namespaces = new Set();
    return {
      ImportDeclaration({ source, specifiers }) {
        if (!CLIENT.test(source.value)) return;
        for (const one of specifiers) {
          if (one.type === "ImportNamespaceSpecifier") namespaces.add(one.local.name);
          else if (one.imported?.name === "stripe") names.add(one.local.name);
        }
      },
      NewExpression(node) {
        if (node.callee.name === "Stripe") context.report({ node, messageId: "another" });
      },
      Identifier(node) {
        const { parent } = node;
        if (namespaces.has(node.name) && parent.type === "MemberExpression" && parent.property.name === "stripe")
          return check(parent);
        if (!names.has(node.name) || parent.type === "ImportSpecifier") return;
        if (parent.type === "MemberExpression" && parent.property === node && !parent.computed) return;
        if (parent.type === "Property" && parent.key === node && !parent.shorthand) return;
        check(node);
      },
    };
  },
};

export default namedWrites;
