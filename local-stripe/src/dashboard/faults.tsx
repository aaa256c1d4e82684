/** @jsxImportSource hono/jsx */
import type { Child, FC } from "hono/jsx";
import type { Fault } from "../faults/faults.ts";
import type { Form } from "../pages/answer.ts";
import { Field, Problem } from "../pages/fields.tsx";
import type { Html } from "../pages/layout.tsx";
import type { Limits } from "../faults/limits.ts";
import { LimitsBlock } from "./limits.tsx";
import { Act, Block, Frame, Select, Table } from "./parts.tsx";

const CALL_KINDS: [string, string][] = [
  ["status", "Answer with a status without processing"],
  ["stored_500", "Answer 500 and store it under the idempotency key"],
  ["hang", "Hang"],
  ["lose_response", "Process the request, then cut the connection"],
];
const WEBHOOK_KINDS: [string, string][] = [
  ["drop", "Drop"],
  ["delay", "Delay"],
  ["duplicate", "Deliver again afterwards"],
  ["reorder", "Deliver after the next one"],
  ["twice_at_once", "Deliver twice at once"],
];
const METHODS: [string, string][] = ["POST", "GET", "DELETE", "*"].map((one) => [one, one === "*" ? "Any" : one]);

/** A form as it was sent, and why it was refused. */
export interface Refused {
  form: Form;
  why: string;
}

export function faultsPage(
  faults: Fault[],
  limits: ReturnType<Limits["get"]>,
  done: string | undefined,
  refused?: Refused,
): Html {
  const typed = (of: "calls" | "webhooks"): Form => (refused?.form("of") === of ? refused.form : () => "");
  const why = (of: string) => (refused?.form("of") === of ? refused.why : undefined);
  const whyLimits = refused && refused.form("of") === "" ? refused.why : undefined;
  return (
    <Frame title="Faults" at="/faults" done={done}>
      <p>
        Failures on demand, for everyone who uses this server, until they are used up or removed, or the server is
        restarted. The same seed picks the same cases.
      </p>
      <Block title="Turned on">
        <Table
          name="Active faults"
          columns={["Fault", "What", "Where", "Rate", "Times left", "Seed", "Off"]}
          rows={faults.map(row)}
          none="No faults are on."
        />
        {faults.length > 0 && (
          <div class="actions">
            <Act to="/faults/clear">Turn all off</Act>
          </div>
        )}
      </Block>
      <Block title="Of API calls">
        <CallForm typed={typed("calls")} why={why("calls")} />
      </Block>
      <Block title="Of webhooks">
        <WebhookForm typed={typed("webhooks")} why={why("webhooks")} />
      </Block>
      <LimitsBlock limits={limits} why={whyLimits} />
    </Frame>
  );
}

function row(fault: Fault): Child[] {
  const [what, where] =
    "method" in fault
      ? [`${fault.kind}${fault.kind === "status" ? ` ${fault.status}` : ""}`, `${fault.method} ${fault.path}`]
      : [fault.kind, `${fault.event} to ${fault.endpoint ?? "any endpoint"}`];
  return [
    fault.id,
    what.replaceAll("_", " "),
    where,
    `${Math.round(fault.rate * 100)} %`,
    fault.times === null ? "without end" : String(fault.times),
    String(fault.seed),
    <Act to={`/faults/${fault.id}/remove`} label={`Turn ${fault.id} off`}>
      Turn off
    </Act>,
  ];
}

const CallForm: FC<{ typed: Form; why: string | undefined }> = ({ typed, why }) => (
  <form method="post" action="/faults" class="grid">
    <input type="hidden" name="of" value="calls" />
    <Problem text={why} />
    <Select label="What happens" name="call-kind" options={CALL_KINDS} chosen={typed("call-kind")} />
    <Select label="Method" name="method" options={METHODS} chosen={typed("method")} />
    <Field
      label="Path (a prefix, or a regular expression that begins with ^)"
      name="path"
      value={typed("path") || "/v1/"}
    />
    <Field label="Status" name="status" value={typed("status") || "500"} inputmode="numeric" required={false} />
    <Field
      label="Milliseconds to hang (empty: forever)"
      name="call-ms"
      value={typed("call-ms")}
      inputmode="numeric"
      required={false}
    />
    <Odds of="call" typed={typed} />
    <button>Turn on for API calls</button>
  </form>
);

const WebhookForm: FC<{ typed: Form; why: string | undefined }> = ({ typed, why }) => (
  <form method="post" action="/faults" class="grid">
    <input type="hidden" name="of" value="webhooks" />
    <Problem text={why} />
    <Select label="What happens to it" name="webhook-kind" options={WEBHOOK_KINDS} chosen={typed("webhook-kind")} />
    <Field label="Events, * for any text" name="event" value={typed("event") || "*"} />
    <Field
      label="Milliseconds of delay"
      name="webhook-ms"
      value={typed("webhook-ms") || "2000"}
      inputmode="numeric"
      required={false}
    />
    <Odds of="webhook" typed={typed} />
    <button>Turn on for webhooks</button>
  </form>
);

const Odds: FC<{ of: string; typed: Form }> = ({ of, typed }) => (
  <>
    <Field label="Rate, 0 to 1" name={`${of}-rate`} value={typed(`${of}-rate`) || "1"} required={false} />
    <Field
      label="Times (empty: unlimited)"
      name={`${of}-times`}
      value={typed(`${of}-times`)}
      inputmode="numeric"
      required={false}
    />
    <Field label="Seed" name={`${of}-seed`} value={typed(`${of}-seed`) || "1"} inputmode="numeric" required={false} />
  </>
);

/** The form as the JSON that `POST /_local/faults` takes. */
export function wantedFault(form: Form): Record<string, unknown> {
  const number = (name: string) => (form(name) === "" ? undefined : Number(form(name)));
  const of = form("of") === "webhooks" ? "webhook" : "call";
  const odds = {
    rate: number(`${of}-rate`),
    times: number(`${of}-times`) ?? null,
    seed: number(`${of}-seed`),
    ms: number(`${of}-ms`),
    kind: form(`${of}-kind`),
  };
  return of === "webhook"
    ? { ...odds, event: form("event") }
    : { ...odds, method: form("method"), path: form("path"), status: number("status") };
}
