import type { ReactNode } from "react";
import { words } from "./words";

type Props = { title: string; href: string; next: string; pricing?: string; children: ReactNode };

/** What is true of the checkout, and the next step. */
export function StateOfPayment({ title, href, next, pricing, children }: Props) {
  return (
    <>
      <h1>{title}</h1>
      <p>{children}</p>
      <p className="row">
        <a className="button" href={href}>
          {next}
        </a>
        {pricing && <a href={pricing}>{words.toPlans}</a>}
      </p>
    </>
  );
}
