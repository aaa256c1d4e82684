/** @jsxImportSource hono/jsx */
// The saved ways to pay of a returning customer, before the fields of a new one.
import type { FC } from "hono/jsx";
import type { CheckoutView } from "./view.ts";

export const SavedMethods: FC<{ view: CheckoutView; chosen: string | undefined; fresh: boolean }> = ({
  view: { saved, session, say },
  chosen,
  fresh,
}) => {
  const [first] = saved;
  if (!first) return null;
  const current = chosen ?? (fresh ? "new" : first.id);
  const removable = session.saved_payment_method_options?.payment_method_remove === "enabled";
  return (
    <>
      <fieldset class="saved">
        <legend>{say("Pay with")}</legend>
        {[...saved, { id: "new", name: say("Another payment method") }].map(({ id, name }) => (
          <label class="check" for={`saved-${id}`}>
            <input type="radio" name="saved" id={`saved-${id}`} value={id} checked={id === current} />{" "}
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      {removable &&
        saved.map(({ id, name }) => (
          <button class="quiet" name="do" value={`remove-method:${id}`}>
            {say(`Remove ${name}`)}
          </button>
        ))}
    </>
  );
};
