/** @jsxImportSource hono/jsx */
// What the pages of the dashboard are made of: a frame with their navigation, tables, facts, selects.
import type { Child, FC } from "hono/jsx";
import { Layout } from "../pages/layout.tsx";

const PAGES = [
  ["/", "Overview"],
  ["/customers", "Customers"],
  ["/subscriptions", "Subscriptions"],
  ["/invoices", "Invoices"],
  ["/events", "Events"],
  ["/clocks", "Test clocks"],
  ["/faults", "Faults"],
] as const;

/** `at`: which of the pages in the navigation this one is, or belongs to. */
export const Frame: FC<{ title: string; at: string; done?: string | undefined; children?: Child }> = ({
  title,
  at,
  done,
  children,
}) => (
  <Layout title={title} wide>
    <nav aria-label="Local Stripe" class="dashboard-nav">
      <ul>
        {PAGES.map(([address, name]) => (
          <li>
            <a href={address} aria-current={address === at ? "page" : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
    <h1>{title}</h1>
    {done && (
      <p class="done" role="status">
        {done}
      </p>
    )}
    {children}
  </Layout>
);

/** `name` says what the table holds; it scrolls on its own where it is wider than the screen. */
export const Table: FC<{ name: string; columns: string[]; rows: Child[][]; none: string }> = ({
  name,
  columns,
  rows,
  none,
}) =>
  rows.length === 0 ? (
    <p class="faint">{none}</p>
  ) : (
    <div class="scroll" role="region" aria-label={name} tabindex={0}>
      <table>
        <caption class="hidden">{name}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...rest]) => (
            <tr>
              <th scope="row">{first}</th>
              {rest.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );

export const Facts: FC<{ facts: [string, Child][] }> = ({ facts }) => (
  <dl class="facts">
    {facts.map(([name, value]) => (
      <div>
        <dt>{name}</dt>
        <dd>{value ?? "–"}</dd>
      </div>
    ))}
  </dl>
);

export const Block: FC<{ title: string; children?: Child }> = ({ title, children }) => (
  <section class="block">
    <h2>{title}</h2>
    {children}
  </section>
);

/** A form that is one button. */
export const Act: FC<{ to: string; class?: string; label?: string; children?: Child }> = ({
  to,
  class: look = "quiet",
  label,
  children,
}) => (
  <form method="post" action={to}>
    <button class={look} aria-label={label}>
      {children}
    </button>
  </form>
);

export const Select: FC<{
  label: string;
  name: string;
  options: [value: string, text: string][];
  chosen?: string | undefined;
}> = ({ label, name, options, chosen }) => (
  <div class="field">
    <label for={name}>{label}</label>
    <select id={name} name={name}>
      {options.map(([value, text]) => (
        <option value={value} selected={value === chosen}>
          {text}
        </option>
      ))}
    </select>
  </div>
);

export const Json: FC<{ of: unknown; name: string }> = ({ of, name }) => (
  <pre tabindex={0} role="region" aria-label={name}>
    <code>{JSON.stringify(of, null, 2)}</code>
  </pre>
);

const instants = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });

/** Seconds since 1970, as date and time of UTC. */
export function instant(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? "–" : `${instants.format(seconds * 1000)} UTC`;
}
