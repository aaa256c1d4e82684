import type { ReactNode } from "react";
import { paths } from "./paths";
import styles from "./site-header.module.css";

/** @param props.children what stands at the end: the way into the account, or out of it */
export function SiteHeader({ children }: { children?: ReactNode }) {
  return (
    <header className={styles.header}>
      <div className={`wrap ${styles.bar}`}>
        <a className={styles.brand} href={paths.pricing}>
          HyperSaaS
        </a>
        <nav aria-label="Main" className={styles.nav}>
          <a href={paths.pricing}>Pricing</a>
          {children === undefined ? <a href={paths.dashboard}>Dashboard</a> : children}
        </nav>
      </div>
    </header>
  );
}
