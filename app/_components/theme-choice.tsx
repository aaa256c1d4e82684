"use client";

import { useSyncExternalStore } from "react";

export type Choice = "system" | "light" | "dark";

type Props = {
  /** What was chosen, where the server knows it. */
  known: Choice | undefined;
  label: string;
  names: Record<Choice, string>;
};

const never = () => () => undefined;
const asSet = () => document.documentElement.dataset.theme ?? "system";

/** Another theme than the system's, chosen without JavaScript: app/api/theme keeps it and comes back. */
export function ThemeChoice({ known, label, names }: Props) {
  const set = useSyncExternalStore(never, asSet, () => undefined);
  return (
    <form method="post" action="/api/theme/" aria-label={label}>
      {(["system", "light", "dark"] as const).map((theme) => (
        <button
          key={theme}
          name="theme"
          value={theme}
          className="text-button"
          aria-current={theme === (known ?? set) ? "true" : undefined}
        >
          {names[theme]}
        </button>
      ))}
    </form>
  );
}
