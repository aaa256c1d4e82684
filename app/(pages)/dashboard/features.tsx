import { featureWords } from "@/app/_components/feature-words";
import type { Words } from "@/lib/words";
import styles from "./dashboard.module.css";

export function Features({ ids, words }: { ids: string[]; words: Words }) {
  const { dashboard } = words.sentences;
  return (
    <section aria-labelledby="features">
      <h2 id="features">{dashboard.included}</h2>
      {ids.length === 0 ? (
        <p className="muted">{dashboard.nothingIncluded}</p>
      ) : (
        <ul className={styles.features}>
          {ids.map((id) => {
            const { title, sentence } = featureWords(id, words.language);
            return (
              <li key={id}>
                <strong>{title}</strong>
                {sentence && <span className="muted small">{sentence}</span>}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
