"use client";

import { pathWith, paths } from "@/app/_components/paths";
import { useOffer } from "./offer-provider";
import styles from "./personal.module.css";

/** Which workspace the plans are chosen for; shown to users with several. */
export function WorkspaceLine() {
  const { offer, messages } = useOffer();
  if (!offer || offer.workspaces.length < 2) return <div className={`small ${styles.workspaces}`} />;
  return (
    <nav aria-label={messages.forWorkspace} className={`small ${styles.workspaces}`}>
      <span className="muted">{messages.forWorkspace}</span>
      {offer.workspaces.map(({ id, name }) => (
        <a
          key={id}
          href={pathWith(paths.pricing, { workspace: id })}
          aria-current={id === offer.workspaceId ? "true" : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}
