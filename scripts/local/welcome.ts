import { type Addresses } from "./running";

/** What a newcomer reads when everything runs. */
export function welcome(addresses: Addresses, seconds: number | null): string {
  const { app, localStripe, mail, database, open } = addresses;
  const lines = [
    "",
    seconds === null ? "HyperSaaS billing is running already." : `HyperSaaS billing is ready (${seconds} s).`,
    "",
    `  App             ${app}`,
    `  Stripe          ${localStripe ? `${localStripe}  (local Stripe; no account needed)` : "your own account, by STRIPE_API_SECRET"}`,
    `  Mail            ${mail ? `${mail}  (the local mailbox; nothing is delivered)` : "sent by your own server, by MAIL_URL"}`,
    `  Database        ${withoutPassword(database)}`,
  ];
  if (localStripe) lines.push("  Demo login      demo@example.com  /  demo-password");
  if (open && localStripe)
    lines.push("", `Anyone who can reach ${open} can sign in as the demo user, who is an operator (HOST).`);
  lines.push("", "What to try", `  1. Choose a plan on ${app}/pricing and sign up.`);
  if (localStripe) {
    lines.push("  2. Pay with 4242 4242 4242 4242, any later date, any CVC. 4000 0000 0000 0002 is declined.");
  } else {
    lines.push("  2. Pay with one of Stripe's test cards. `npm run stripe:setup` prepares the account.");
  }
  lines.push(`  3. See the plan on ${app}/dashboard; "Manage billing" changes or cancels it.`);
  if (localStripe) lines.push(`  4. Sign in as the demo user and see what an operator sees: ${app}/operator.`);
  if (mail) lines.push(`  ${localStripe ? 5 : 4}. Read the mail that the app sends: ${mail}.`);
  if (seconds !== null) lines.push("", "Ctrl-C stops everything.");
  return `${lines.join("\n")}\n`;
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password) shown.password = "…";
  return decodeURIComponent(shown.href);
}
