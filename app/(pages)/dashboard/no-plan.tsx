import { pathWith, paths } from "@/app/_components/paths";
import type { Sentences } from "@/lib/messages";
import styles from "./dashboard.module.css";

type Props = { workspaceId: string; mayBuy: boolean; messages: Sentences["dashboard"] };

export function NoPlan({ workspaceId, mayBuy, messages }: Props) {
  return (
    <section className={`stack ${styles.card}`}>
      <h2>{messages.noPlanTitle}</h2>
      <p>{mayBuy ? messages.noPlan : messages.noPlanMember}</p>
      {mayBuy && (
        <p>
          <a className="button" href={pathWith(paths.pricing, { workspace: workspaceId })}>
            {messages.choose}
          </a>
        </p>
      )}
    </section>
  );
}
