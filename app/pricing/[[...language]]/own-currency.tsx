"use client";

import type { ReactNode } from "react";
import { fill } from "@/lib/messages/fill";
import { useOffer } from "./offer-provider";

type Props = { currencies: string[]; look: string; children: ReactNode };

/** A customer with a currency sees only that one. @param children the switch, for everyone else */
export function OwnCurrency({ currencies, look, children }: Props) {
  const { offer, messages } = useOffer();
  const own = currencies.indexOf(offer?.currency ?? "");
  if (offer?.currency && own >= 0)
    return (
      <p className={look} data-own-currency="">
        <input type="radio" name="currency" value={own} checked readOnly hidden />
        {fill(messages.yourCurrency, { currency: offer.currency.toUpperCase() })}
      </p>
    );
  return (
    <>
      {children}
      {offer?.creditIn && (
        <p className="small muted">{fill(messages.creditIn, { currency: offer.creditIn.toUpperCase() })}</p>
      )}
    </>
  );
}
