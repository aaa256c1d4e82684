// What was typed into the checkout form. It goes back into the form whenever the page is shown again.
import type { Form } from "../answer.ts";
import { typedCard, type TypedCard } from "../card-input.ts";
import { typedDebit, type TypedDebit } from "../debit-input.ts";
import type { FieldErrors } from "../fields.tsx";
import type { Collected } from "../../billing/checkout/collected.ts";
import { readAnswers } from "./answers.ts";
import type { CheckoutView } from "./view.ts";

export interface CheckoutForm {
  email: string;
  card: TypedCard;
  /** Where the session takes both and an account was chosen. */
  debit?: TypedDebit | undefined;
  /** The saved way to pay that was chosen. */
  saved?: string | undefined;
  /** Whether a new card is offered again later. */
  save?: boolean;
  answers: Collected;
  /** As typed, by the id of the item. */
  quantities?: Map<string, string>;
  /** A promotion code that is not applied (yet). */
  promotion?: string;
  errors: FieldErrors;
  /** Why the whole form did not go through, such as a declined card. */
  problem?: string | undefined;
  /** What changed in the order, and needs a second look. */
  notice?: string | undefined;
}

export function readTyped(form: Form, view: CheckoutView): CheckoutForm {
  return {
    email: view.email ?? form("email"),
    card: typedCard(form),
    debit: chosenWay(form, view) === "sepa_debit" ? typedDebit(form) : undefined,
    saved: view.saved.find(({ id }) => id === form("saved"))?.id,
    save: form("save") !== "",
    answers: readAnswers(form, view.questions),
    quantities: new Map(
      view.lines.flatMap(({ id, bounds }) => {
        const typed = form(`quantity[${id}]`);
        return bounds && typed !== "" ? [[id, typed] as const] : [];
      }),
    ),
    promotion: form("promotion"),
    errors: {},
  };
}

export function chosenWay(form: Form, { methods }: CheckoutView): "card" | "sepa_debit" {
  const takesDebit = methods.includes("sepa_debit");
  return takesDebit && (methods.length === 1 || form("method") === "sepa_debit") ? "sepa_debit" : "card";
}
