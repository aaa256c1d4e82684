"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { useRefresh } from "@/app/_components/use-refresh";

const LOOK_EVERY_MS = 10_000;

type Props = { href: string; className: string; newTab: string; children: ReactNode };

/**
 * The invoice's page at Stripe, in a tab of its own. A visitor who comes back may have paid, so this page then claims
 * it in its address, watches, and says so once our copy confirms it.
 */
export function InvoiceLink({ href, className, newTab, children }: Props) {
  const router = useRouter();
  const [isOpened, setIsOpened] = useState(false);
  useRefresh(isOpened, LOOK_EVERY_MS);

  useEffect(() => {
    if (!isOpened) return;
    const comeBack = () => {
      if (document.visibilityState !== "visible") return;
      const address = new URL(location.href);
      address.searchParams.set("done", "paid");
      router.replace(`${address.pathname}${address.search}`, { scroll: false });
    };
    addEventListener("focus", comeBack);
    document.addEventListener("visibilitychange", comeBack);
    return () => {
      removeEventListener("focus", comeBack);
      document.removeEventListener("visibilitychange", comeBack);
    };
  }, [router, isOpened]);

  return (
    <a className={className} href={href} target="_blank" rel="noopener" onClick={() => setIsOpened(true)}>
      {children} <span className="visually-hidden">{newTab}</span>
    </a>
  );
}
