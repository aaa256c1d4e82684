import type { MailData, MailKind } from "@/lib/mail/kinds";

const linkId = "11111111-1111-4111-8111-111111111111";

/** Data of each kind; of some more than one, where the sentences differ. */
export const SAMPLES: { [K in MailKind]: MailData<K>[] } = {
  address_confirmation: [{ linkId, minutes: 1440 }],
  password_reset: [{ linkId, minutes: 30 }],
  password_changed: [{}],
  address_changed: [{ newAddress: "new.person@example.org" }],
  sign_in_method_changed: [
    { method: "GitHub", change: "added" },
    { method: "Google", change: "removed" },
  ],
  invitation: [
    { linkId, workspace: "Ada's team", inviter: "Ada Lovelace", role: "member" },
    { linkId, workspace: "Ada's team", inviter: "Ada Lovelace", role: "admin" },
  ],
  ownership_transferred: [
    { workspace: "Ada's team", from: "Ada Lovelace", to: "Grace Hopper", reader: "to" },
    { workspace: "Ada's team", from: "Ada Lovelace", to: "Grace Hopper", reader: "from" },
  ],
  removed_from_workspace: [{ workspace: "Ada's team" }],
};

export const KIND_NAMES = Object.keys(SAMPLES) as MailKind[];
