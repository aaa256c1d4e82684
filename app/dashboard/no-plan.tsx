import { pathWith, paths } from "@/app/_components/paths";
import styles from "./dashboard.module.css";
import { words } from "./words";

export function NoPlan({ workspaceId, mayBuy }: { workspaceId: string; mayBuy: boolean }) {
  return (
    <section className={`stack ${styles.card}`}>
      <h2>{words.noPlanTitle}</h2>
      <p>{mayBuy ? words.noPlan : words.noPlanMember}</p>
      {mayBuy && (
        <p>
          <a className="button" href={pathWith(paths.pricing, { workspace: workspaceId })}>
            {words.choose}
          </a>
        </p>
      )}
    </section>
  );
}
