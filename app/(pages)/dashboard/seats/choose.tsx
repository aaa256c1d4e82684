import { paths } from "@/app/_components/paths";
import fieldStyles from "@/app/_components/field.module.css";
import type { SeatChoice } from "@/lib/billing/seats/choice";
import type { Messages } from "@/lib/messages";
import { saidOf } from "./said";
import styles from "./seats.module.css";

type Props = {
  workspaceId: string;
  choice: SeatChoice;
  /** What was typed. */
  value: string;
  problem: string | undefined;
  /** The number was chosen already, and the next step is another button. */
  quiet: boolean;
  messages: Messages;
};

/** The number that is asked for; it leads to the same page, which then says what it costs. */
export function Choose({ workspaceId, choice: { item, least, most }, value, problem, quiet, messages }: Props) {
  const { t } = messages;
  const said = saidOf(item, messages);
  const range = said.range(least, item.max_seats === null ? null : most);
  return (
    <form action={paths.seats} className={styles.choose}>
      <input type="hidden" name="workspace" value={workspaceId} />
      <input type="hidden" name="item" value={item.item_id} />
      <div className={fieldStyles.field}>
        <label htmlFor="seats">
          {said.number()} <span className="muted small">{range}</span>
        </label>
        <input
          id="seats"
          name="seats"
          type="number"
          inputMode="numeric"
          required
          min={least}
          max={most}
          step={1}
          defaultValue={value}
          autoComplete="off"
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? "seats-problem" : undefined}
        />
        {problem && (
          <p id="seats-problem" role="alert" className={`small ${fieldStyles.problem}`}>
            {problem}
          </p>
        )}
      </div>
      <button className={quiet ? "button quiet" : "button"}>{t("seats.preview")}</button>
    </form>
  );
}
