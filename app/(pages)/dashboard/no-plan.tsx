import { pathWith, paths } from "@/app/_components/paths";
import type { Sentences } from "@/lib/messages";
import styles from "./dashboard.module.css";

type Props = { workspaceId: string; mayBuy: boolean; words: Sentences["dashboard"] };

export function NoPlan({ workspaceId, mayBuy, words }: Props) {
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
