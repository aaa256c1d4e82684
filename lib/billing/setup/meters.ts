import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import type { FileMeter } from "../catalog-file/catalog-file";
import { differences, type Change, type Ids, type KeyFor } from "./change";

/**
 * What the file's meters need; others are left alone. Of a meter Stripe changes the name only, and events find it by
 * theirs: https://docs.stripe.com/api/billing/meter
 * @throws Error for a meter that counts in another way
 */
export function meterChanges(wanted: FileMeter[], meters: Stripe.Billing.Meter[], ids: Ids, keyFor: KeyFor): Change[] {
  return wanted.flatMap((meter) => {
    const named = meters.filter(({ event_name }) => event_name === meter.eventName);
    const there = named.find(isActive) ?? named.find((one) => formulaOf(one) === meter.aggregation) ?? named[0];
    if (!there) return [creation(meter, keyFor)];
    if (formulaOf(there) !== meter.aggregation) throw otherAggregation(meter, there);
    ids.meters.set(meter.eventName, there.id);
    return updateOf(meter, there, keyFor);
  });
}

const isActive = ({ status }: Stripe.Billing.Meter) => status === "active";
const formulaOf = ({ default_aggregation }: Stripe.Billing.Meter): string => default_aggregation.formula;

const otherAggregation = ({ eventName, aggregation }: FileMeter, there: Stripe.Billing.Meter): Error =>
  new Error(
    `Nothing was changed: meters.${eventName}.aggregation is "${aggregation}" in billing/catalog.ts, but the meter ${there.id} at Stripe has ` +
      `"${formulaOf(there)}", which can't be changed. Set it to "${formulaOf(there)}", or name another event.`,
  );

function creation({ eventName, aggregation, texts }: FileMeter, keyFor: KeyFor): Change {
  const wanted = {
    event_name: eventName,
    display_name: texts.en.name,
    default_aggregation: { formula: aggregation },
  };
  const make = async (ids: Ids) => {
    const meter = await writeOnce(keyFor(`meter-${eventName}`), null, (options) =>
      stripe().billing.meters.create(wanted, options),
    );
    ids.meters.set(eventName, meter.id);
  };
  return { what: `create the meter ${eventName}`, fields: differences({}, wanted), make };
}

function updateOf({ eventName, texts }: FileMeter, there: Stripe.Billing.Meter, keyFor: KeyFor): Change[] {
  const display_name = texts.en.name;
  const renamed: Change = {
    what: `update the meter ${eventName} (${there.id})`,
    fields: differences(there, { display_name }),
    make: async () =>
      void (await setsValue(null, (options) => stripe().billing.meters.update(there.id, { display_name }, options))),
  };
  const reactivated: Change = {
    what: `reactivate the meter ${eventName} (${there.id})`,
    fields: [{ field: "status", before: there.status, after: "active" }],
    make: async () =>
      void (await writeOnce(keyFor(`meter-${eventName}`), null, (options) =>
        stripe().billing.meters.reactivate(there.id, {}, options),
      )),
  };
  return [...(isActive(there) ? [] : [reactivated]), ...(renamed.fields.length > 0 ? [renamed] : [])];
}
