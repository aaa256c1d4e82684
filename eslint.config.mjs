import next from "eslint-config-next/core-web-vitals";
import tseslint from "typescript-eslint";
import namedWrites from "./scripts/lint/named-writes.mjs";
import noCycle from "./scripts/lint/no-cycle.mjs";
import ownLookups from "./scripts/lint/own-lookups.mjs";

/** Which way imports point: what each folder must not import, and what to do instead. */
const ban = (message, ...group) => ({ group, message });
const app = ban(
  "lib does not know the app: move what both need into lib.",
  "@/app/**",
  "**/app/**",
  "@/pages/**",
  "**/pages/**",
);
const tests = ban("Product code never imports tests.", "@/tests/**", "**/tests/**");
const scripts = ban("Scripts call lib, not the other way round.", "@/scripts/**", "**/scripts/**");
const localStripe = ban(
  "The product knows local Stripe by STRIPE_API_BASE only, and local mail by MAIL_URL.",
  "@/local-mail/**",
  "**/local-mail/**",
  "@/local-stripe/**",
  "**/local-stripe/**",
  "local-stripe",
  "local-stripe/**",
);
const web = ban(
  "lib/billing runs in scripts and tests as well: take a user, return data, throw a named error.",
  "next",
  "next/**",
  "next-auth",
  "next-auth/**",
  "react",
  "react-dom",
);
const stripe = ban(
  "Only lib/stripe and lib/billing know Stripe: ask lib/billing.",
  "stripe",
  "stripe/**",
  "@/lib/stripe",
  "@/lib/stripe/**",
  "**/lib/stripe",
  "**/lib/stripe/**",
);
const db = ban(
  "Only lib reads and writes the database: ask lib/billing or lib/workspaces.",
  "@/lib/db",
  "**/lib/db",
  "@/prisma/**",
  "**/prisma/generated/**",
  "@prisma/**",
  "pg",
);
const billing = ban("This layer lies below lib/billing.", "@/lib/billing/**", "**/billing/**", "!@/billing/brand");

const outside = ban(
  "Messages and formats are pure: pass in what they need.",
  "@/lib/auth",
  "@/lib/auth/**",
  "@/lib/env",
  "@/lib/http",
  "**/lib/env",
  "node:*",
);

const imports = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });
const noEnvironment = {
  "no-restricted-properties": [
    "error",
    { object: "process", property: "env", message: "Settings are read in lib/env.ts only; take them from there." },
  ],
};

// `can` returns an object, which is always truthy.
const asked =
  ":matches(IfStatement, ConditionalExpression, LogicalExpression, UnaryExpression[operator='!']) > AwaitExpression > CallExpression[callee.name='can']";
// A gate that is not awaited is open.
const notAwaited =
  "ExpressionStatement > CallExpression[callee.name=/^(requireFeature|requireMembership|requireBillingRole|consume)$/]";
const entitlements = [
  { selector: asked, message: "The answer is an object: ask for `(await can(…)).allowed`." },
  { selector: notAwaited, message: "It throws after the next statement has run: await it." },
];
const stripeErrors = {
  selector: "MemberExpression[object.name='Stripe'][property.name='errors']",
  message: "lib/stripe/failures.ts alone looks into the SDK's errors: ask it what came of the call.",
};

export default tseslint.config(
  {
    ignores: [
      ".next/**",
      ".data/**",
      "**/node_modules/**",
      "prisma/generated/**",
      "next-env.d.ts",
      "test-results/**",
      "playwright-report/**",
      "coverage/**",
    ],
  },
  // React's and Next's rules, where React is: local Stripe's pages are Hono's JSX, and Playwright's `use` is no hook.
  ...next.map((config) =>
    config.plugins ? { ...config, ignores: ["{lib,local-mail,local-stripe,prisma,scripts,tests}/**"] } : config,
  ),
  ...tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      // `npm run types` finds them in TypeScript, in a tenth of the time.
      "@typescript-eslint/no-unused-vars": "off",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-restricted-globals": ["error", "name", "event", "status"],
    },
  },
  {
    files: ["**/*.mjs"],
    rules: { "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }] },
  },
  { files: ["**/*.{ts,tsx,mjs}"], rules: noEnvironment },
  // The page waits for this one script, or it would be painted in the other theme first.
  { files: ["app/_components/theme-script.tsx"], rules: { "@next/next/no-sync-scripts": "off" } },
  { files: ["app/**", "pages/**"], rules: { "no-restricted-syntax": ["error", ...entitlements] } },
  { files: ["lib/**"], rules: { "no-restricted-syntax": ["error", ...entitlements, stripeErrors] } },
  { files: ["lib/stripe/failures.ts"], rules: { "no-restricted-syntax": ["error", ...entitlements] } },
  {
    files: ["lib/**"],
    ignores: ["lib/stripe/client.ts"],
    plugins: { stripe: { rules: { "named-writes": namedWrites } } },
    rules: { "stripe/named-writes": "error" },
  },
  {
    files: ["app/**", "pages/**", "lib/**", "local-stripe/src/**", "local-mail/src/**"],
    ignores: ["lib/own.ts", "local-stripe/src/conventions/own.ts"],
    plugins: { records: { rules: { "own-lookups": ownLookups } } },
    rules: { "records/own-lookups": "error" },
  },
  {
    files: ["app/**", "pages/**", "lib/**", "scripts/**", "local-stripe/**", "local-mail/**"],
    plugins: { imports: { rules: { "no-cycle": noCycle } } },
    rules: { "imports/no-cycle": "error" },
  },
  // instrumentation.ts asks in which of its two runtimes Next runs it.
  {
    files: [
      "lib/env.ts",
      "instrumentation.ts",
      "prisma.config.ts",
      "scripts/**",
      "tests/**",
      "local-stripe/**",
      "local-mail/**",
      "next.config.mjs",
      "vitest.config.ts",
      "playwright.config.ts",
    ],
    rules: { "no-restricted-properties": "off" },
  },
  {
    files: ["app/**", "pages/**", "proxy.ts", "instrumentation.ts"],
    rules: imports(stripe, db, tests, scripts, localStripe),
  },
  { files: ["lib/**"], rules: imports(app, tests, scripts, localStripe) },
  { files: ["lib/billing/**"], rules: imports(app, tests, scripts, localStripe, web) },
  // Client components import these: lib/format and lib/messages/fill, and the types of all else.
  {
    files: ["lib/messages/**", "lib/format.ts", "lib/languages.mjs"],
    rules: imports(app, tests, scripts, localStripe, web, stripe, db, billing, outside),
  },
  {
    files: [
      "lib/workspaces/**",
      "lib/stripe/**",
      "lib/auth/**",
      "lib/observe/**",
      "lib/mail/**",
      "lib/security-log/**",
      "lib/{auth,db,errors,http,lease,node-http,problem}.ts",
    ],
    rules: imports(app, tests, scripts, localStripe, billing),
  },
  {
    files: ["local-stripe/**", "local-mail/**"],
    rules: imports(
      ban(
        "local-stripe and local-mail are on their own: they import nothing of ours.",
        "@/**",
        "**/../lib/**",
        "**/../app/**",
        "**/../prisma/**",
        "**/../scripts/**",
      ),
    ),
  },
);
