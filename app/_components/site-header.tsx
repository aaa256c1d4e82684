"use client";

import { brand } from "@/billing/brand";
import type { ReactNode } from "react";
import { useBrowserMessages } from "./browser-messages";
import { paths } from "./paths";
import styles from "./site-header.module.css";

/** @param props.children the end of the header: sign-in, or the account */
export function SiteHeader({ children }: { children?: ReactNode }) {
  const messages = useBrowserMessages();
  return (
    <header className={styles.header}>
      <div className={`wrap ${styles.bar}`}>
        <a className={styles.brand} href={paths.pricing}>
          {brand.name}
        </a>
        <nav aria-label={messages.main} className={styles.nav}>
          <a href={paths.pricing}>{messages.pricing}</a>
          {children === undefined ? <a href={paths.dashboard}>{messages.dashboard}</a> : children}
        </nav>
      </div>
    </header>
  );
}
