import { supportEnv } from "@/lib/env";
import type { Language } from "@/lib/languages.mjs";
import { type Messages, messagesIn } from "@/lib/messages";
import { maskAddresses } from "./addresses";
import { type MailData, type MailKind, type NoticeKind, PASSWORD } from "./kinds";
import { NOTICES } from "./notices";
import { type About, at, type Content, plainName, type Write } from "./parts";

const dayAndTime = ({ language }: Messages, instant: Date): string =>
  `${instant.toLocaleString(language, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })} UTC`;

const lasting = ({ t }: Messages, minutes: number): string =>
  minutes % 60 === 0
    ? t("mail.duration", { unit: "hours", count: minutes / 60 })
    : t("mail.duration", { unit: "minutes", count: minutes });

/** What a mail of a change to an account says: what it was, and the way for who didn't do it. */
const changed = ({ t }: Messages, lead: string): Pick<Content, "paragraphs" | "action"> => ({
  paragraphs: [lead, t("mail.notYou")],
  action: { label: t("mail.resetPassword"), href: at("/forgot-password") },
});

type Which = { name: string | null; createdAt: string };

const which = ({ name, createdAt }: Which, messages: Messages) => ({
  known: name ? "yes" : "no",
  name: plainName(name ?? ""),
  moment: dayAndTime(messages, new Date(createdAt)),
});

const withLink =
  (kind: "address_confirmation" | "password_reset" | "sign_in_link"): Write<typeof kind> =>
  ({ minutes, account }, messages, { link }) => {
    const { t } = messages;
    const values = { duration: lasting(messages, minutes) };
    return {
      subject: t(`mail.${kind}.subject`),
      preview: t(`mail.${kind}.preview`, values),
      paragraphs: [t(`mail.${kind}.lead`), ...(account ? [t("mail.whichAccount", which(account, messages))] : [])],
      action: { label: t(`mail.${kind}.button`), href: link },
      note: t(`mail.${kind}.note`, values),
      copyLink: t("mail.copyLink"),
    };
  };

const ACCOUNT: { [K in Exclude<MailKind, NoticeKind>]: Write<K> } = {
  address_confirmation: withLink("address_confirmation"),
  address_contested: ({ minutes, account }, messages, { link }) => {
    const { t } = messages;
    return {
      subject: t("mail.address_contested.subject"),
      preview: t("mail.address_contested.preview"),
      paragraphs: [t("mail.address_contested.lead", which(account, messages))],
      action: { label: t("mail.address_confirmation.button"), href: link },
      note: t("mail.address_contested.note", { duration: lasting(messages, minutes) }),
      copyLink: t("mail.copyLink"),
    };
  },
  password_reset: withLink("password_reset"),
  sign_in_link: withLink("sign_in_link"),
  password_changed: (_, messages, { createdAt }) => ({
    subject: messages.t("mail.password_changed.subject"),
    preview: messages.t("mail.password_changed.preview"),
    ...changed(messages, messages.t("mail.password_changed.lead", { moment: dayAndTime(messages, createdAt) })),
  }),
  address_changed: ({ newAddress, reader }, messages, { createdAt }) => {
    const { t } = messages;
    // Whose address the old one is now need not learn the new one.
    const address = plainName(reader === "new" ? newAddress : maskAddresses(newAddress));
    const values = { address, reader, moment: dayAndTime(messages, createdAt) };
    const { SUPPORT_URL } = supportEnv();
    return {
      subject: t("mail.address_changed.subject"),
      preview: t("mail.address_changed.preview", values),
      paragraphs: [
        t("mail.address_changed.lead", values),
        t("mail.address_changed.note", { known: SUPPORT_URL ? "yes" : "no" }),
      ],
      action: SUPPORT_URL ? { label: t("mail.help"), href: SUPPORT_URL } : undefined,
    };
  },
  sign_in_method_changed: ({ method, change }, messages, { createdAt }) => {
    const { t } = messages;
    const values = {
      change,
      kind: method === PASSWORD ? PASSWORD : "provider",
      method: plainName(method),
      moment: dayAndTime(messages, createdAt),
    };
    const told = changed(messages, t("mail.sign_in_method_changed.lead", values));
    return {
      subject: t("mail.sign_in_method_changed.subject", values),
      preview: t("mail.sign_in_method_changed.preview"),
      ...told,
      paragraphs:
        change === "added"
          ? [...told.paragraphs, t("mail.sign_in_method_changed.unlink", values)]
          : method === PASSWORD
            ? told.paragraphs.toSpliced(1, 0, t("mail.sign_in_method_changed.forgotten"))
            : told.paragraphs,
    };
  },
  invitation: ({ workspace, inviter, role }, { t }, { link }) => {
    const values = { workspace: plainName(workspace), inviter: plainName(inviter), role };
    return {
      subject: t("mail.invitation.subject", values),
      preview: t("mail.invitation.preview"),
      paragraphs: [t("mail.invitation.lead", values)],
      action: { label: t("mail.invitation.button"), href: link },
      note: t("mail.invitation.note", values),
      copyLink: t("mail.copyLink"),
    };
  },
  ownership_transferred: ({ workspace, from, to, reader }, { t }, { workspaceId }) => {
    const values = { reader, workspace: plainName(workspace), from: plainName(from), to: plainName(to) };
    const href = at(workspaceId ? `/workspaces/${workspaceId}` : "/workspaces");
    return {
      subject: t("mail.ownership_transferred.subject", values),
      preview: t("mail.ownership_transferred.preview", values),
      paragraphs: [t("mail.ownership_transferred.lead", values)],
      action: { label: t("mail.ownership_transferred.button"), href },
      note: t("mail.ownership_transferred.note", values),
    };
  },
  removed_from_workspace: ({ workspace }, { t }) => {
    const values = { workspace: plainName(workspace) };
    return {
      subject: t("mail.removed_from_workspace.subject", values),
      preview: t("mail.removed_from_workspace.preview"),
      paragraphs: [t("mail.removed_from_workspace.lead", values)],
      action: { label: t("mail.openWorkspaces"), href: at("/workspaces") },
      note: t("mail.removed_from_workspace.note"),
    };
  },
};

const WRITE: { [K in MailKind]: Write<K> } = { ...ACCOUNT, ...NOTICES };

export function contentOf<K extends MailKind>(kind: K, data: MailData<K>, language: Language, about: About): Content {
  return WRITE[kind](data, messagesIn(language), about);
}
