import { questions } from "@/billing/questions";
import type { Messages } from "@/lib/messages";
import styles from "./questions.module.css";

/** The adopter's questions and answers; they open without JavaScript. */
export function Questions({ messages, asked = questions }: { messages: Messages; asked?: typeof questions }) {
  if (asked.length === 0) return null;
  return (
    <section aria-labelledby="questions" className={styles.questions}>
      <h2 id="questions">{messages.t("pricing.questions")}</h2>
      {asked.map(({ [messages.language]: { question, answer } }) => (
        <details key={question}>
          <summary>{question}</summary>
          <p>{answer}</p>
        </details>
      ))}
    </section>
  );
}
