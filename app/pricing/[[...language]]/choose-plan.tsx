import type { ReactNode } from "react";
import { pathWith, paths } from "@/app/_components/paths";
import styles from "./personal.module.css";

type Props = {
  /** What is bought, and for which workspace. */
  values: Record<string, string | null | undefined>;
  /** A number of seats that is typed. */
  choice: ReactNode;
  isMain: boolean;
  /** What it is called without its surroundings. */
  label: string | undefined;
  children: ReactNode;
};

/** For visitors: leads to sign-in with the plan that they chose, also without JavaScript. */
export function ChoosePlan({ values, choice, isMain, label, children }: Props) {
  const look = isMain ? "button" : "button quiet";
  if (!choice)
    return (
      <a className={look} href={pathWith(paths.login, values)} aria-label={label}>
        {children}
      </a>
    );
  return (
    <form action={paths.login} className={styles.choice}>
      {choice}
      {Object.entries(values).map(
        ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <button type="submit" className={look} aria-label={label}>
        {children}
      </button>
    </form>
  );
}
