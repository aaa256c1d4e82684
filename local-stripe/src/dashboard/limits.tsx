/** @jsxImportSource hono/jsx */
import type { FC } from "hono/jsx";
import type { Limit, Limits } from "../faults/limits.ts";
import type { Form } from "../pages/answer.ts";
import { Field, Problem } from "../pages/fields.tsx";
import { Act, Block, Table } from "./parts.tsx";

/** The limits as they are, and two fields for the common ones; those of single endpoints are for `/_local/limits`. */
export const LimitsBlock: FC<{ limits: ReturnType<Limits["get"]>; why: string | undefined }> = ({ limits, why }) => {
  const { all, each_endpoint, endpoints, refused } = limits;
  const named = Object.entries(endpoints);
  const set: [string, Limit][] = [
    ...(all ? [["All calls", all] satisfies [string, Limit]] : []),
    ...(each_endpoint
      ? [[named.length > 0 ? "Each other endpoint" : "Each endpoint", each_endpoint] satisfies [string, Limit]]
      : []),
    ...named,
  ];
  return (
    <Block title="Rate limits">
      <Table
        name="Rate limits"
        columns={["Of", "Calls per second", "Calls at once"]}
        rows={set.map(([name, { per_second, burst }]) => [name, String(per_second), String(burst)])}
        none="Calls are not limited. Stripe allows 25 per second in a sandbox, in all and for each endpoint."
      />
      {set.length > 0 && (
        <p>Refused with 429 since these limits were set: {refused["global-rate"] + refused["endpoint-rate"]}.</p>
      )}
      <form method="post" action="/limits" class="grid">
        <Problem text={why} />
        <Field label="Calls per second, in all" name="all" value={text(all)} required={false} />
        <Field
          label="Calls per second, each endpoint"
          name="each_endpoint"
          value={text(each_endpoint)}
          required={false}
        />
        <button>Set limits</button>
      </form>
      {set.length > 0 && (
        <div class="actions">
          <Act to="/limits/clear">Remove limits</Act>
        </div>
      )}
    </Block>
  );
};

const text = (limit: Limit | null): string => (limit ? String(limit.per_second) : "");

/** The form as the JSON that `PUT /_local/limits` takes. Limits of single endpoints stay. */
export function wantedLimits(form: Form, limits: Limits): Record<string, unknown> {
  const number = (name: string) => (form(name) === "" ? null : Number(form(name)));
  return { all: number("all"), each_endpoint: number("each_endpoint"), endpoints: limits.get().endpoints };
}
