import { ActionForm } from "@/app/_components/action-form";
import { LANGUAGE_NAMES } from "@/app/_components/language-names";
import { type Language, languages } from "@/lib/languages.mjs";
import type { Messages } from "@/lib/messages";
import { type Theme, themes } from "@/lib/themes";
import { choose } from "./choice-actions";

type Props = { language: Language | null; theme: Theme | null; messages: Messages };

/** The language goes with the account, the theme with the browser. */
export function Choices({ language, theme, messages: { sentences } }: Props) {
  const said = sentences.choices;
  return (
    <section aria-labelledby="choices">
      <h2 id="choices">{said.title}</h2>
      <ActionForm
        action={choose}
        fields={[
          {
            kind: "select",
            name: "language",
            label: said.language,
            value: language ?? "automatic",
            options: [
              { value: "automatic", label: said.automatic },
              ...languages.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] })),
            ],
          },
          {
            kind: "select",
            name: "theme",
            label: said.theme,
            value: theme ?? "system",
            options: (["system", ...themes] as const).map((one) => ({ value: one, label: said.themes[one] })),
          },
        ]}
        button={said.apply}
        quiet
      />
    </section>
  );
}
