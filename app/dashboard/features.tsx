import { featureWords } from "@/app/_components/feature-words";
import styles from "./dashboard.module.css";
import { words } from "./words";

export function Features({ ids }: { ids: string[] }) {
  return (
    <section aria-labelledby="features">
      <h2 id="features">{words.included}</h2>
      {ids.length === 0 ? (
        <p className="muted">{words.nothingIncluded}</p>
      ) : (
        <ul className={styles.features}>
          {ids.map((id) => {
            const { title, sentence } = featureWords(id);
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
