"use client";

import { type ReactNode, useId } from "react";
import { useBrowserMessages } from "./browser-messages";
import { Button } from "./button";
import { Form } from "./form";
import { pathWith, paths } from "./paths";
import type { Refusal } from "./post-json";
import { RefusalNotice } from "./refusal-notice";
import { CHECKOUT, PORTAL, TAKE_OVER, useStripePage } from "./use-stripe-page";

const ENDPOINTS = { checkout: CHECKOUT, portal: PORTAL, takeOver: TAKE_OVER };

type Props = {
  to: keyof typeof ENDPOINTS;
  body: Record<string, string | undefined>;
  /** What is still to be chosen, in fields that are named as the endpoint names them. */
  choice?: ReactNode;
  quiet?: boolean;
  /** Why it was not done by the button that stood here before, which had the focus. */
  refused?: Refusal | null;
  /** For buttons whose text says too little outside of their surroundings. */
  label?: string;
  children: ReactNode;
};

/**
 * A button that leads to a page at Stripe, and shows a message when it can't. Without JavaScript it is hidden, so
 * NeedsScript or a plain link is placed beside it.
 */
export function StripeButton({ to, body, choice, quiet, refused, label, children }: Props) {
  const { busy, refusal, leave, follow, forget } = useStripePage(refused);
  const { working } = useBrowserMessages();
  const noticeId = useId();

  async function send(chosen: FormData) {
    await leave(ENDPOINTS[to], {
      ...body,
      ...(Object.fromEntries(chosen) as Record<string, string>),
    });
  }

  // A visitor who was signed out meanwhile keeps their choice.
  const signIn = pathWith(paths.login, {
    price: body.price_id,
    workspace: body.workspace_id,
    currency: body.currency,
  });

  return (
    <Form onSend={send} onChange={forget} className={`${choice ? "stack" : "contents"} needs-script`}>
      {choice}
      <Button
        look={quiet ? "quiet" : undefined}
        busy={busy}
        working={working}
        autoFocus={Boolean(refused)}
        aria-label={label}
        aria-describedby={refusal ? noticeId : undefined}
      >
        {children}
      </Button>
      {refusal && <RefusalNotice id={noticeId} refusal={refusal} busy={busy} onFollow={follow} signIn={signIn} />}
    </Form>
  );
}
