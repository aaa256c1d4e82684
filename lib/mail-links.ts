import { confirmationLinkOf } from "@/lib/auth/addresses/confirm";
import { signInLinkOf } from "@/lib/auth/links/mail-link";
import { resetLinkOf } from "@/lib/auth/links/reset-link";
import { standing } from "@/lib/billing/notices/standing";
import type { MailLinks, MailSources } from "@/lib/mail/compose";
import { invitationLink } from "@/lib/workspaces/invitation-link";

/**
 * How the links in mails are made, when they are sent. Each gets the id of the row behind its link, and answers null when
 * the link no longer works: the mail isn't sent then.
 */
export const mailLinks: MailLinks = {
  address_confirmation: confirmationLinkOf,
  address_contested: confirmationLinkOf,
  password_reset: resetLinkOf,
  sign_in_link: signInLinkOf,
  invitation: invitationLink,
};

/** What is looked up when a mail is sent. */
export const mailSources: MailSources = { links: mailLinks, standing };
