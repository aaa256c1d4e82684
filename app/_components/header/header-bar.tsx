import type { ReactNode } from "react";
import { brand } from "@/billing/brand";
import styles from "./header.module.css";

type Props = {
  /** Where the brand leads. */
  home: string;
  /** What the navigation is called. */
  label: string;
  /** Which workspace the page is about, and the way to others. */
  switcher?: ReactNode;
  /** Links. */
  children: ReactNode;
  /** The end of the line: sign-in, or the account. Its room is kept. */
  end?: ReactNode;
};

/** The line at the top of each page. It never breaks: the workspace's name is cut where there is no room. */
export function HeaderBar({ home, label, switcher, children, end }: Props) {
  return (
    <header className={styles.header}>
      <div className={`wrap ${styles.bar}`}>
        <a className={`${styles.brand} ${switcher && brand.logo ? styles.short : ""}`} href={home}>
          {brand.logo && (
            <svg width="24" height="24" aria-hidden="true">
              <image href={brand.logo} width="24" height="24" />
            </svg>
          )}
          <span>{brand.name}</span>
        </a>
        <div className={styles.switcher}>{switcher}</div>
        <nav aria-label={label} className={styles.nav}>
          {children}
          {end !== undefined && <span className={styles.end}>{end}</span>}
        </nav>
      </div>
    </header>
  );
}
