import { Fragment, type ReactNode } from "react";
import { getMessages } from "@/app/_components/get-messages";
import { LocalDate } from "@/app/_components/local-date";
import { linkOut, whyRefused } from "@/app/_components/refused-feature";
import { wayOutOf } from "@/lib/billing/entitlements/refusal";
import { can, type Access } from "@/lib/entitlements";
import type { FeatureName } from "@/billing/features";

type Props = {
  workspaceId: string;
  feature: FeatureName;
  /** Replaces the message that says what is missing. */
  otherwise?: ReactNode;
  children: ReactNode;
};

/** Shows its children to a workspace that has the feature, and to others what ended or is missing, and what to do. */
export async function FeatureGate({ workspaceId, feature, otherwise, children }: Props) {
  const access = await can(workspaceId, feature);
  if (access.allowed) return children;
  return otherwise ?? <WhatIsLacking workspaceId={workspaceId} access={access} />;
}

async function WhatIsLacking({ workspaceId, access }: { workspaceId: string; access: Access }) {
  const [messages, wayOut] = await Promise.all([getMessages(), wayOutOf(workspaceId, access)]);
  const said = whyRefused(access, wayOut, messages);
  const link = linkOut(wayOut, messages);
  if (said.length === 0) return null;
  return (
    <p className="muted small">
      {said.map(({ name, values, on }) => (
        <Fragment key={name}>
          {messages.t.rich(name, { ...values, date: () => on && <LocalDate at={on.toISOString()} /> })}{" "}
        </Fragment>
      ))}
      {link && <a href={link.href}>{link.text}</a>}
    </p>
  );
}
