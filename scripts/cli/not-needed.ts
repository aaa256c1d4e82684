/** The app must have these; a command that connects Stripe and the database does not, and checks the rest. */
export const NOT_NEEDED_HERE = {
  STRIPE_WEBHOOK_SECRET: "whsec_not_needed_for_this_command",
  DATABASE_URL: "postgresql://not-needed-for-this-command",
  NEXTAUTH_SECRET: "not needed for this command",
};
