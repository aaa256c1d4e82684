import styles from "./action-form.module.css";
import fieldStyles from "./field.module.css";

type Common = { name: string; label: string; value?: string };

/** A field of a form, as plain data, so that a page's server part can say which ones it wants. */
export type Field =
  | (Common & {
      kind: "text" | "email" | "password";
      hint?: string;
      required?: boolean;
      maxLength?: number;
      autoComplete?: string;
    })
  /** Several lines of text. */
  | (Common & { kind: "area"; hint?: string; maxLength?: number })
  | (Common & { kind: "select"; options: { value: string; label: string }[]; quietLabel?: boolean })
  | (Common & { kind: "check" });

type Props = { field: Field; id: string; typed: string | undefined; problem: string | undefined };

/** @param props.typed what was sent before, which counts more than what the field began with */
export function ActionField({ field, id, typed, problem }: Props) {
  const { name, label, kind } = field;
  const value = typed ?? field.value;
  const described = {
    id,
    name,
    "aria-invalid": problem ? true : undefined,
    "aria-describedby": problem ? `${id}-problem` : undefined,
  };
  if (kind === "check") {
    return (
      <div className={styles.check}>
        <input type="checkbox" value="yes" required defaultChecked={typed === "yes"} {...described} />
        <label htmlFor={id}>{label}</label>
      </div>
    );
  }
  return (
    <div className={fieldStyles.field}>
      <label htmlFor={id} className={kind === "select" && field.quietLabel ? "visually-hidden" : undefined}>
        {label} {kind !== "select" && field.hint && <span className="muted small">{field.hint}</span>}
      </label>
      {kind === "select" ? (
        // React gives a form its first values back when it was sent; a select takes new ones only when it is new.
        <select key={value} defaultValue={value} {...described}>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : kind === "area" ? (
        <textarea rows={3} defaultValue={value} maxLength={field.maxLength} {...described} />
      ) : (
        <input
          type={kind}
          autoComplete={field.autoComplete ?? "off"}
          defaultValue={value}
          required={field.required}
          maxLength={field.maxLength}
          {...described}
        />
      )}
      {problem && (
        <p id={`${id}-problem`} className={`small ${fieldStyles.problem}`}>
          {problem}
        </p>
      )}
    </div>
  );
}
